import type { NotFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";

/** `NOT a`: everything that `a` does not select. */
export const notEvaluation: FilterEvaluation<NotFilter> = {
  kind: "not",
  compile: ({ filter }, context) => {
    const holds = context.filter(filter);
    return (record) => !holds(record);
  },
};
