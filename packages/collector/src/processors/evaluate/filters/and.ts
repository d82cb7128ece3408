import type { AndFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";

/** `a b`: all hold. */
export const andEvaluation: FilterEvaluation<AndFilter> = {
  kind: "and",
  compile: ({ filters }, context) => {
    const tests = filters.map((filter) => context.filter(filter));
    return (record) => tests.every((holds) => holds(record));
  },
};
