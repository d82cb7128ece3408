import type { CompareFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { recordField } from "../field-source.js";
import { semanticsOf } from "../fields/semantics.js";

/** `field:>10` */
export const compareEvaluation: FilterEvaluation<CompareFilter> = {
  kind: "compare",
  compile: ({ field, operator, value }, context) =>
    semanticsOf(field).compare(operator, value, recordField(field), context),
};
