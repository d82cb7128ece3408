import { type Expression, precedences, printOperand, type Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import { anyOf } from "../sql.js";
import type { Value } from "../value.js";
import { compareValues } from "./comparison.js";
import type { LiteralExpression } from "./literal.js";

/** `a in (1, "b")`: equal to one of the literals. */
export class InExpression implements Expression {
  readonly kind = "in";
  readonly precedence: number = precedences.comparison;
  readonly span: Span;
  readonly operand: Expression;
  readonly values: readonly LiteralExpression[];

  constructor(operand: Expression, values: readonly LiteralExpression[], span: Span = { offset: 0, length: 0 }) {
    this.operand = operand;
    this.values = values;
    this.span = span;
  }

  print(): string {
    const values = this.values.map((value) => value.print()).join(", ");
    return `${printOperand(this.operand, precedences.comparison + 1)} in (${values})`;
  }

  compile(scope: Scope): Value {
    const operand = this.operand.compile(scope);
    const equal = this.values.map((value) => compareValues("=", operand, value.compile(), scope, this.span));
    return { sql: anyOf(equal), type: "boolean" };
  }

  fields(): readonly string[] {
    return this.operand.fields();
  }
}
