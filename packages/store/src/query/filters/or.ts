import type { Filter, FilterContext } from "../filter.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { anyOf, type Sql } from "../sql.js";
import { parseAnd } from "./and.js";

/** `a OR b`: at least one holds. Binds weaker than AND. */
export class OrFilter implements Filter {
  readonly kind = "or";
  readonly span: Span;
  readonly filters: readonly Filter[];

  constructor(filters: readonly Filter[], span: Span = { offset: 0, length: 0 }) {
    this.filters = filters.flatMap((filter) => (filter instanceof OrFilter ? filter.filters : [filter]));
    this.span = span;
  }

  print(): string {
    return this.filters.map((filter) => filter.print()).join(" OR ");
  }

  compile(context: FilterContext): Sql {
    return anyOf(this.filters.map((filter) => filter.compile(context)));
  }

  fields(): readonly string[] {
    return this.filters.flatMap((filter) => filter.fields());
  }
}

/** Takes alternatives: what stands in parentheses and before the first stage. */
export function parseOr(scanner: Scanner): Filter {
  scanner.skipSpace();
  const start = scanner.offset;
  const filters = [parseAnd(scanner)];
  for (scanner.skipSpace(); scanner.match(/OR(?=[\s(]|$)/y, "keyword"); scanner.skipSpace()) {
    filters.push(parseAnd(scanner));
  }
  const [first] = filters;
  return filters.length === 1 && first !== undefined ? first : new OrFilter(filters, scanner.spanFrom(start));
}
