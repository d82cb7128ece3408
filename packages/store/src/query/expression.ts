// What every expression of `where`, `eval` and the aggregates can do.

import type { Span } from "./query-error.js";
import type { Value } from "./value.js";

/** Where the names of an expression are looked up. */
export interface Scope {
  /** Nanoseconds since the epoch that relative times are relative to. */
  readonly now: bigint;
  /** Throws QueryError when the rows have no such column. */
  resolve(name: string, span: Span): Value;
}

/** Something with a value in every row. Every kind has a file in expressions/. */
export interface Expression {
  readonly kind: string;
  readonly span: Span;
  /** How strongly it binds; decides where printing needs parentheses. */
  readonly precedence: number;
  /** In the query language; parsing it gives an equal expression. */
  print(): string;
  /** As typed SQL. Throws QueryError when types do not fit. */
  compile(scope: Scope): Value;
  /** Names of the fields that it reads. */
  fields(): readonly string[];
}

/** Binding strengths, weakest first. */
export const precedences = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  sign: 7,
  atom: 8,
} as const;

/** Prints an operand, in parentheses when it binds weaker than `least`. */
export function printOperand(expression: Expression, least: number): string {
  return expression.precedence < least ? `(${expression.print()})` : expression.print();
}
