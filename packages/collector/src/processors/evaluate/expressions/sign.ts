import type { SignExpression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { toNumber } from "../value.js";

/** `-a` */
export const signEvaluation: ExpressionEvaluation<SignExpression> = {
  kind: "sign",
  compile: ({ operand }, context) => {
    const number = toNumber(context.expression(operand));
    return {
      type: "number",
      get: (record) => {
        const value = number(record);
        return value === null ? null : 0 - value;
      },
    };
  },
};
