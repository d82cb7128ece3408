import type { Filter, FilterContext } from "../filter.js";
import { semanticsOf } from "../fields/semantics.js";
import type { Span } from "../query-error.js";
import { escapeValue, escapeWord, quoteName } from "../quote.js";
import type { Sql } from "../sql.js";

/** `field:val*`: the value begins with the text; on the message, a word does (`val*`). */
export class PrefixFilter implements Filter {
  readonly kind = "prefix";
  readonly span: Span;
  readonly field: string;
  readonly prefix: string;

  constructor(field: string, prefix: string, span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.prefix = prefix;
    this.span = span;
  }

  print(): string {
    if (this.field === "message") return `${escapeWord(this.prefix)}*`;
    return `${quoteName(this.field)}:${escapeValue(this.prefix)}*`;
  }

  compile(context: FilterContext): Sql {
    return semanticsOf(this.field).glob([this.prefix, ""], context.resolve(this.field), this.span);
  }

  fields(): readonly string[] {
    return [this.field];
  }
}
