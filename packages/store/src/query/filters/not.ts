import type { Filter, FilterContext } from "../filter.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { parsePrimary } from "../search.js";
import { type Sql, sql } from "../sql.js";
import { AndFilter } from "./and.js";
import { OrFilter } from "./or.js";

/** `NOT a`, `-a` or `!a`: everything that `a` does not select, records without the field included. */
export class NotFilter implements Filter {
  readonly kind = "not";
  readonly span: Span;
  readonly filter: Filter;

  constructor(filter: Filter, span: Span = { offset: 0, length: 0 }) {
    this.filter = filter;
    this.span = span;
  }

  print(): string {
    const inner = this.filter.print();
    const many = this.filter instanceof AndFilter || this.filter instanceof OrFilter;
    return many ? `NOT (${inner})` : `NOT ${inner}`;
  }

  compile(context: FilterContext): Sql {
    return sql`NOT ifNull(${this.filter.compile(context)}, 0)`;
  }

  fields(): readonly string[] {
    return this.filter.fields();
  }
}

/** Takes a filter with any number of negations before it. */
export function parseNot(scanner: Scanner): Filter {
  scanner.skipSpace();
  const start = scanner.offset;
  if (scanner.match(/NOT(?=[\s(]|$)|[-!](?=\S)/y, "operator") === undefined) return parsePrimary(scanner);
  const filter = scanner.nest(() => parseNot(scanner));
  return new NotFilter(filter, scanner.spanFrom(start));
}
