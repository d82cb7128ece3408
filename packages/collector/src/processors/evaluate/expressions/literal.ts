import type { LiteralExpression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";

/** A number, a text in quotes, `true`, `false` or `null`. */
export const literalEvaluation: ExpressionEvaluation<LiteralExpression> = {
  kind: "literal",
  compile: ({ value }) => {
    if (typeof value === "string") return { type: "string", get: () => value, literal: value };
    if (typeof value === "boolean") return { type: "boolean", get: () => value };
    return { type: "number", get: () => value };
  },
};
