import type { ExistsFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { recordField } from "../field-source.js";

/** `field:*`: the record has the field. */
export const existsEvaluation: FilterEvaluation<ExistsFilter> = {
  kind: "exists",
  compile: ({ field }) => {
    const source = recordField(field);
    return (record) => source.present(record);
  },
};
