import type { Filter, FilterContext, Scalar } from "../filter.js";
import { semanticsOf } from "../fields/semantics.js";
import { printBound, scalar } from "../literal.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Scanner } from "../scanner.js";
import { allOf, type Sql } from "../sql.js";

/** One end of a range; nothing where it is open. */
export interface Bound {
  value: Scalar | undefined;
  inclusive: boolean;
}

/** `field:[a TO b]` with its ends, `{a TO b}` without; `*` for an end leaves it open. */
export class RangeFilter implements Filter {
  readonly kind = "range";
  readonly span: Span;
  readonly field: string;
  readonly from: Bound;
  readonly to: Bound;

  constructor(field: string, from: Bound, to: Bound, span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.from = from;
    this.to = to;
    this.span = span;
  }

  print(): string {
    const [open, close] = [this.from.inclusive ? "[" : "{", this.to.inclusive ? "]" : "}"];
    return `${quoteName(this.field)}:${open}${printEnd(this.from)} TO ${printEnd(this.to)}${close}`;
  }

  compile(context: FilterContext): Sql {
    const source = context.resolve(this.field);
    const semantics = semanticsOf(this.field);
    const { from, to } = this;
    const conditions: Sql[] = [];
    if (from.value) conditions.push(semantics.compare(from.inclusive ? ">=" : ">", from.value, source, context));
    if (to.value) conditions.push(semantics.compare(to.inclusive ? "<=" : "<", to.value, source, context));
    return conditions.length === 0 ? source.present : allOf(conditions);
  }

  fields(): readonly string[] {
    return [this.field];
  }
}

function printEnd({ value }: Bound): string {
  return value === undefined ? "*" : printBound(value);
}

/** Takes `[a TO b]`; the brackets may differ. */
export function parseRange(scanner: Scanner, field: string, start: number): Filter | undefined {
  const open = scanner.match(/[[{]/y, "punctuation");
  if (open === undefined) return undefined;
  scanner.want({ kind: "value", field });
  const from = scalar(scanner, true);
  scanner.skipSpace();
  if (!scanner.acceptKeyword("to")) scanner.fail({ message: "expected TO in the range", expected: ["TO"] });
  scanner.skipSpace();
  scanner.want({ kind: "value", field });
  const to = scalar(scanner, true);
  scanner.skipSpace();
  const close = scanner.match(/[\]}]/y, "punctuation");
  if (close === undefined) scanner.fail({ message: "expected the end of the range", expected: ["]", "}"] });
  return new RangeFilter(field, bound(from, open === "["), bound(to, close === "]"), scanner.spanFrom(start));
}

function bound(value: Scalar, inclusive: boolean): Bound {
  return { value: value.text === "*" && !value.quoted ? undefined : value, inclusive };
}
