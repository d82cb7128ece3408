import type { InExpression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { compareValues } from "./comparison.js";

/** `a in (1, "b")`: equal to one of the literals. */
export const inEvaluation: ExpressionEvaluation<InExpression> = {
  kind: "in",
  compile: ({ operand, values }, context) => {
    const left = context.expression(operand);
    const tests = values.map((value) => compareValues("=", left, context.expression(value), context));
    return { type: "boolean", get: (record) => tests.some((equal) => equal(record)) };
  },
};
