import { type Expression, precedences, printOperand, type Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import { sql } from "../sql.js";
import { toNumber, type Value } from "../value.js";

/** `-a` */
export class SignExpression implements Expression {
  readonly kind = "sign";
  readonly precedence: number = precedences.sign;
  readonly span: Span;
  readonly operand: Expression;

  constructor(operand: Expression, span: Span = { offset: 0, length: 0 }) {
    this.operand = operand;
    this.span = span;
  }

  print(): string {
    return `-${printOperand(this.operand, precedences.sign)}`;
  }

  compile(scope: Scope): Value {
    return { sql: sql`(0 - ${toNumber(this.operand.compile(scope))})`, type: "number" };
  }

  fields(): readonly string[] {
    return this.operand.fields();
  }
}
