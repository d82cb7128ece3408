import type { NotExpression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { toCondition } from "../value.js";

/** `not a`: true where `a` is false, empty, 0 or cannot be told. */
export const notEvaluation: ExpressionEvaluation<NotExpression> = {
  kind: "not",
  compile: ({ operand }, context) => {
    const holds = toCondition(context.expression(operand));
    return { type: "boolean", get: (record) => !holds(record) };
  },
};
