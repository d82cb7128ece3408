import { type Expression, precedences, printOperand, type Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import type { Value } from "../value.js";
import { type OperatorSymbol, operators } from "./operators.js";

/** Two operands with an operator between them. */
export class BinaryExpression implements Expression {
  readonly kind = "binary";
  readonly span: Span;
  readonly operator: OperatorSymbol;
  readonly left: Expression;
  readonly right: Expression;

  constructor(operator: OperatorSymbol, left: Expression, right: Expression, span: Span = { offset: 0, length: 0 }) {
    this.operator = operator;
    this.left = left;
    this.right = right;
    this.span = span;
  }

  get precedence(): number {
    return operators[this.operator].precedence;
  }

  print(): string {
    const strength = this.precedence;
    // Comparisons do not chain, so both sides must bind stronger.
    const left = printOperand(this.left, strength === precedences.comparison ? strength + 1 : strength);
    return `${left} ${this.operator} ${printOperand(this.right, strength + 1)}`;
  }

  compile(scope: Scope): Value {
    const { compile } = operators[this.operator];
    return compile(this.left.compile(scope), this.right.compile(scope), scope, this.span);
  }

  fields(): readonly string[] {
    return [...this.left.fields(), ...this.right.fields()];
  }
}
