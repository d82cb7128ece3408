import type { Filter, FilterContext } from "../filter.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Scanner } from "../scanner.js";
import type { Sql } from "../sql.js";

/** `field:*`: the record has the field. */
export class ExistsFilter implements Filter {
  readonly kind = "exists";
  readonly span: Span;
  readonly field: string;

  constructor(field: string, span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.span = span;
  }

  print(): string {
    return `${quoteName(this.field)}:*`;
  }

  compile(context: FilterContext): Sql {
    return context.resolve(this.field).present;
  }

  fields(): readonly string[] {
    return [this.field];
  }
}

/** Takes a `*` that stands alone after `field:`. */
export function parseExists(scanner: Scanner, field: string, start: number): Filter | undefined {
  if (scanner.look(/\*(?=[\s()|]|$)/y) === undefined) return undefined;
  scanner.accept("*", "operator");
  return new ExistsFilter(field, scanner.spanFrom(start));
}
