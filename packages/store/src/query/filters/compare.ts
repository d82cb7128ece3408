import type { Filter, FilterContext, Scalar } from "../filter.js";
import { type Comparison, semanticsOf } from "../fields/semantics.js";
import { printScalar, scalar } from "../literal.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Scanner } from "../scanner.js";
import type { Sql } from "../sql.js";
import { FieldEqualsFilter } from "./field-equals.js";
import { NotFilter } from "./not.js";

/**
 * `field:>10`, also `>=`, `<`, `<=`: compares as numbers with a number, as text with a text or with anything in
 * quotes, as severities on `level`, as times on `time`. Values of the other kind are not selected.
 */
export class CompareFilter implements Filter {
  readonly kind = "compare";
  readonly span: Span;
  readonly field: string;
  readonly operator: Comparison;
  readonly value: Scalar;

  constructor(field: string, operator: Comparison, value: Scalar, span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.operator = operator;
    this.value = value;
    this.span = span;
  }

  print(): string {
    return `${quoteName(this.field)}:${this.operator}${printScalar(this.value)}`;
  }

  compile(context: FilterContext): Sql {
    return semanticsOf(this.field).compare(this.operator, this.value, context.resolve(this.field), context);
  }

  fields(): readonly string[] {
    return [this.field];
  }
}

const operators: Readonly<Record<string, Comparison>> = { ">": ">", ">=": ">=", "<": "<", "<=": "<=" };

/** Takes an operator and its value; `=` and `!=` are other ways to write `field:value` and its negation. */
export function parseCompare(scanner: Scanner, field: string, start: number): Filter | undefined {
  const written = scanner.match(/[<>]=?|!=|=/y, "operator");
  if (written === undefined) return undefined;
  const operator = operators[written];
  scanner.want({ kind: "value", field });
  const value = scalar(scanner, false);
  const span = scanner.spanFrom(start);
  if (operator !== undefined) return new CompareFilter(field, operator, value, span);
  const equals = new FieldEqualsFilter(field, value, span);
  return written === "=" ? equals : new NotFilter(equals, span);
}
