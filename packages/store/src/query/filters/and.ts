import type { Filter, FilterContext } from "../filter.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { allOf, type Sql } from "../sql.js";
import { parseNot } from "./not.js";
import { OrFilter } from "./or.js";

/** `a b` or `a AND b`: all hold. */
export class AndFilter implements Filter {
  readonly kind = "and";
  readonly span: Span;
  readonly filters: readonly Filter[];

  constructor(filters: readonly Filter[], span: Span = { offset: 0, length: 0 }) {
    this.filters = filters.flatMap((filter) => (filter instanceof AndFilter ? filter.filters : [filter]));
    this.span = span;
  }

  print(): string {
    return this.filters
      .map((filter) => (filter instanceof OrFilter ? `(${filter.print()})` : filter.print()))
      .join(" ");
  }

  compile(context: FilterContext): Sql {
    return allOf(this.filters.map((filter) => filter.compile(context)));
  }

  fields(): readonly string[] {
    return this.filters.flatMap((filter) => filter.fields());
  }
}

const ends = /$|[)|]|OR(?=[\s(]|$)/y;

/** Passes over white space, and notes that after some another filter may follow. */
function skipToNext(scanner: Scanner): void {
  const start = scanner.offset;
  scanner.skipSpace();
  if (scanner.offset === start) return;
  scanner.want({ kind: "field" });
  scanner.want({ kind: "keyword", keywords: ["AND", "OR", "NOT"] });
}

/** Takes filters side by side, with or without AND between them. */
export function parseAnd(scanner: Scanner): Filter {
  scanner.skipSpace();
  const start = scanner.offset;
  const filters = [parseNot(scanner)];
  let end = scanner.offset;
  for (skipToNext(scanner); scanner.look(ends) === undefined; skipToNext(scanner)) {
    scanner.match(/AND(?=[\s(]|$)/y, "keyword");
    filters.push(parseNot(scanner));
    end = scanner.offset;
  }
  const [first] = filters;
  const span = { offset: start, length: end - start };
  return filters.length === 1 && first !== undefined ? first : new AndFilter(filters, span);
}
