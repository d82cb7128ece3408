import { type Expression, precedences, printOperand, type Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import { sql } from "../sql.js";
import { toCondition, type Value } from "../value.js";

/** `not a`: true where `a` is false, empty, 0 or cannot be told. */
export class NotExpression implements Expression {
  readonly kind = "not";
  readonly precedence: number = precedences.not;
  readonly span: Span;
  readonly operand: Expression;

  constructor(operand: Expression, span: Span = { offset: 0, length: 0 }) {
    this.operand = operand;
    this.span = span;
  }

  print(): string {
    return `not ${printOperand(this.operand, precedences.not)}`;
  }

  compile(scope: Scope): Value {
    return { sql: sql`(NOT ${toCondition(this.operand.compile(scope))})`, type: "boolean" };
  }

  fields(): readonly string[] {
    return this.operand.fields();
  }
}
