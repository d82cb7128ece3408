import type { Filter, FilterContext, Scalar } from "../filter.js";
import { semanticsOf } from "../fields/semantics.js";
import { bareGlob, printScalar } from "../literal.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Scanner } from "../scanner.js";
import type { Sql } from "../sql.js";
import { PhraseFilter } from "./phrase.js";
import { globFilter } from "./wildcard.js";
import { WordFilter } from "./word.js";

/**
 * `field:value`: the value is the same text, or the same number when both are numbers and it does not stand in quotes.
 * `field:""` also selects records without the field.
 */
export class FieldEqualsFilter implements Filter {
  readonly kind = "field-equals";
  readonly span: Span;
  readonly field: string;
  readonly value: Scalar;

  constructor(field: string, value: Scalar, span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.value = value;
    this.span = span;
  }

  print(): string {
    return `${quoteName(this.field)}:${printScalar(this.value)}`;
  }

  compile(context: FilterContext): Sql {
    return semanticsOf(this.field).equals(this.value, context.resolve(this.field), context);
  }

  fields(): readonly string[] {
    return [this.field];
  }
}

/** Takes a value in quotes or bare, with or without wildcards. */
export function parseEquals(scanner: Scanner, field: string, start: number): Filter | undefined {
  const begin = scanner.offset;
  if (scanner.peek() === '"' || scanner.peek() === "'") {
    const text = scanner.quoted("value");
    if (field === "message") return new PhraseFilter(text, scanner.spanFrom(start));
    return new FieldEqualsFilter(field, { text, quoted: true, span: scanner.spanFrom(begin) }, scanner.spanFrom(start));
  }
  const pieces = bareGlob(scanner, "value");
  const [text] = pieces ?? [];
  if (pieces === undefined || text === undefined) return undefined;
  const span = scanner.spanFrom(start);
  if (pieces.length > 1) return globFilter(field, pieces, span);
  if (field === "message") return new WordFilter(text, span);
  return new FieldEqualsFilter(field, { text, quoted: false, span: scanner.spanFrom(begin) }, span);
}
