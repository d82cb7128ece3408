import type { OrFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";

/** `a OR b`: at least one holds. */
export const orEvaluation: FilterEvaluation<OrFilter> = {
  kind: "or",
  compile: ({ filters }, context) => {
    const tests = filters.map((filter) => context.filter(filter));
    return (record) => tests.some((holds) => holds(record));
  },
};
