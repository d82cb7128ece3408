import type { Filter } from "../filter.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { type Sql, sql } from "../sql.js";

/** `*`, or nothing at all: every record. */
export class AllFilter implements Filter {
  readonly kind = "all";
  readonly span: Span;

  constructor(span: Span = { offset: 0, length: 0 }) {
    this.span = span;
  }

  print(): string {
    return "*";
  }

  compile(): Sql {
    return sql`1`;
  }

  fields(): readonly string[] {
    return [];
  }
}

/** Takes a `*` that stands alone. */
export function parseAll(scanner: Scanner): Filter | undefined {
  if (scanner.look(/\*(?=[\s()|]|$)/y) === undefined) return undefined;
  const start = scanner.offset;
  scanner.accept("*", "operator");
  return new AllFilter(scanner.spanFrom(start));
}
