import { type Expression, precedences, type Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Value } from "../value.js";

/** A field of the record, or a column of the table that a stage before has made. */
export class FieldExpression implements Expression {
  readonly kind = "field";
  readonly precedence: number = precedences.atom;
  readonly span: Span;
  readonly name: string;

  constructor(name: string, span: Span = { offset: 0, length: 0 }) {
    this.name = name;
    this.span = span;
  }

  print(): string {
    return quoteName(this.name);
  }

  compile(scope: Scope): Value {
    return scope.resolve(this.name, this.span);
  }

  fields(): readonly string[] {
    return [this.name];
  }
}
