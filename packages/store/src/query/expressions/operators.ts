// The operators between two operands: how strongly they bind, and their SQL.

import { precedences, type Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { type Sql, sql } from "../sql.js";
import { toCondition, toNumber, type Value } from "../value.js";
import { compareValues } from "./comparison.js";

/** How an operator is written; `==`, `<>`, `&&` and `||` are read as other ways to write some of them. */
export type OperatorSymbol = "or" | "and" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

/** One operator. */
export interface Operator {
  symbol: OperatorSymbol;
  precedence: number;
  readonly compile: (left: Value, right: Value, scope: Scope, span: Span) => Value;
}

function condition(symbol: OperatorSymbol, precedence: number, join: Sql): Operator {
  return {
    symbol,
    precedence,
    compile: (left, right) => ({ sql: sql`(${toCondition(left)}${join}${toCondition(right)})`, type: "boolean" }),
  };
}

function comparison(symbol: "=" | "!=" | "<" | "<=" | ">" | ">="): Operator {
  const compile: Operator["compile"] = (left, right, scope, span) => ({
    sql: compareValues(symbol, left, right, scope, span),
    type: "boolean",
  });
  return { symbol, precedence: precedences.comparison, compile };
}

function arithmetic(symbol: OperatorSymbol, precedence: number, join: (left: Sql, right: Sql) => Sql): Operator {
  const compile: Operator["compile"] = (left, right) => ({
    sql: join(toNumber(left), toNumber(right)),
    type: "number",
  });
  return { symbol, precedence, compile };
}

/** All operators by the way they are written. Dividing by zero gives null. */
export const operators: Readonly<Record<OperatorSymbol, Operator>> = {
  or: condition("or", precedences.or, sql` OR `),
  and: condition("and", precedences.and, sql` AND `),
  "=": comparison("="),
  "!=": comparison("!="),
  "<": comparison("<"),
  "<=": comparison("<="),
  ">": comparison(">"),
  ">=": comparison(">="),
  "+": arithmetic("+", precedences.sum, (left, right) => sql`(${left} + ${right})`),
  "-": arithmetic("-", precedences.sum, (left, right) => sql`(${left} - ${right})`),
  "*": arithmetic("*", precedences.product, (left, right) => sql`(${left} * ${right})`),
  "/": arithmetic("/", precedences.product, (left, right) => sql`(${left} / nullIf(${right}, 0))`),
  "%": arithmetic("%", precedences.product, (left, right) => sql`modulo(${left}, nullIf(${right}, 0))`),
};

const synonyms: Readonly<Record<string, OperatorSymbol>> = { "==": "=", "<>": "!=", "&&": "and", "||": "or" };
const written = /==|!=|<>|<=|>=|&&|\|\||[=<>+\-*/%]/y;
const words = /(?:and|or)(?![\p{L}\p{N}_.])/iuy;

/** Takes an operator that binds at least as strongly as `least` and can follow an operand of strength `left`. */
export function takeOperator(scanner: Scanner, least: number, left: number): Operator | undefined {
  const word = scanner.look(words)?.[0];
  const text = word?.toLowerCase() ?? scanner.look(written)?.[0];
  if (text === undefined) return undefined;
  const symbol = synonyms[text] ?? (Object.hasOwn(operators, text) ? (text as OperatorSymbol) : undefined);
  if (symbol === undefined) return undefined;
  const operator = operators[symbol];
  if (operator.precedence < least) return undefined;
  if (operator.precedence === precedences.comparison && left <= precedences.comparison) {
    scanner.fail({ message: "comparisons do not chain; write `a < b and b < c`", expected: ["and", "or"] });
  }
  scanner.accept(scanner.text.slice(scanner.offset, scanner.offset + text.length), word ? "keyword" : "operator");
  return operator;
}
