import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { type CompileContext, fromClause, isCut, nest, type Relation, scopeOf } from "../relation.js";
import { list, type Sql, sql } from "../sql.js";
import type { Stage, StageDefinition } from "../stage.js";
import { toText } from "../value.js";
import { parseNames } from "./fields.js";

/** `dedup f, g`: the first row of each combination of values, in the order of the rows; the newest for records. */
export class DedupStage implements Stage {
  readonly kind = "dedup";
  readonly live = false;
  readonly makesTable = false;
  readonly span: Span;
  readonly names: readonly string[];

  constructor(names: readonly string[], span: Span = { offset: 0, length: 0 }) {
    this.names = [...new Set(names)];
    this.span = span;
  }

  print(): string {
    return `dedup ${this.names.map(quoteName).join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const inner = isCut(relation) ? nest(relation, context) : relation;
    const scope = scopeOf(inner, context);
    const keys = list(this.names.map((name) => toText(scope.resolve(name, this.span))));
    const byTime = inner.kind === "records" && inner.order.length === 0;
    return byTime ? firstByTime(inner, context, keys) : { ...inner, limitBy: keys };
  }

  fields(): readonly string[] {
    return this.names;
  }
}

/**
 * The newest record of each key (the oldest, where the oldest come first): its place is found first, so that only the
 * records themselves are read whole. Sorting all of them took 40 times as long for a million records.
 */
function firstByTime(relation: Relation, context: CompileContext, keys: Sql): Relation {
  const first = context.order === "desc" ? sql`argMax` : sql`argMin`;
  const places = sql`SELECT ${first}((chunk, seq), (ts, chunk, seq))${fromClause(relation, context)} GROUP BY ${keys}`;
  return { ...relation, conditions: [...relation.conditions, sql`(chunk, seq) GLOBAL IN (${places})`] };
}

/** How `dedup` is written. */
export const dedupStage: StageDefinition = {
  name: "dedup",
  syntax: "dedup f, …",
  summary: "one row for each value, or combination of values",
  parse: (scanner, start) => {
    const names = parseNames(scanner);
    return new DedupStage(names, scanner.spanFrom(start));
  },
};
