import type { MatchExpression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { regexTest } from "../regex.js";
import { toText } from "../value.js";

/** `a ~ /regex/` and `a !~ /regex/` */
export const matchEvaluation: ExpressionEvaluation<MatchExpression> = {
  kind: "match",
  compile: ({ operand, pattern, ignoreCase, negated }, context) => {
    const text = toText(context.expression(operand));
    const matches = regexTest(ignoreCase ? `(?i)${pattern}` : pattern);
    return { type: "boolean", get: (record) => matches(text(record)) !== negated };
  },
};
