import type { BinaryExpression, ComparisonSymbol, OperatorSymbol } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { toCondition, toNumber } from "../value.js";
import { compareValues } from "./comparison.js";

/** As the engine calculates it, which is not always what `%` gives: 12.5 and 0.1 leave 0. */
function remainder(left: number, right: number): number {
  return left - Math.trunc(left / right) * right;
}

const arithmetic: ReadonlyMap<string, (left: number, right: number) => number | null> = new Map([
  ["+", (left: number, right: number) => left + right],
  ["-", (left: number, right: number) => left - right],
  ["*", (left: number, right: number) => left * right],
  ["/", (left: number, right: number) => (right === 0 ? null : left / right)],
  ["%", (left: number, right: number) => (right === 0 ? null : remainder(left, right))],
]);

function isComparison(symbol: OperatorSymbol): symbol is ComparisonSymbol {
  return ["=", "!=", "<", "<=", ">", ">="].includes(symbol);
}

/** Two operands with an operator between them. */
export const binaryEvaluation: ExpressionEvaluation<BinaryExpression> = {
  kind: "binary",
  compile: ({ operator, ...operands }, context) => {
    const [left, right] = [context.expression(operands.left), context.expression(operands.right)];
    if (isComparison(operator)) return { type: "boolean", get: compareValues(operator, left, right, context) };
    const calculate = arithmetic.get(operator);
    if (calculate !== undefined) {
      const [a, b] = [toNumber(left), toNumber(right)];
      return {
        type: "number",
        get: (record) => {
          const [one, other] = [a(record), b(record)];
          return one === null || other === null ? null : calculate(one, other);
        },
      };
    }
    const [one, other] = [toCondition(left), toCondition(right)];
    if (operator === "and") return { type: "boolean", get: (record) => one(record) && other(record) };
    return { type: "boolean", get: (record) => one(record) || other(record) };
  },
};
