// The most frequent series of a chart; all others become one.

import { type CompileContext, fromClause, isCut, nest, type Relation, scopeOf } from "./relation.js";
import type { Scope } from "./expression.js";
import { integer, list, type Sql, sql, text } from "./sql.js";
import type { GroupKey } from "./stages/group-key.js";
import type { Value } from "./value.js";

/** Name of the series that adds up all others. */
export const otherSeries = "other";

/** The rows and keys of a chart in which only the `limit` most frequent series keep their keys. */
export function withTopSeries(
  relation: Relation,
  context: CompileContext,
  keys: readonly GroupKey[],
  limit: number,
): { rows: Relation; keys: readonly GroupKey[] } {
  const rows = isCut(relation) ? nest(relation, context) : relation;
  const values = keys.map((key) => key.compile(scopeOf(rows, context)));
  if (!values.some(isOpen)) return { rows, keys };
  const tuple = sql`tuple(${list(values.map((value) => value.sql))})`;
  const top = sql`SELECT ${tuple}${fromClause(rows, context)} GROUP BY 1 ORDER BY count() DESC, 1 LIMIT ${integer(limit)}`;
  const kept = sql`${tuple} GLOBAL IN (${top})`;
  return { rows, keys: keys.map((key) => new TopKey(key, kept)) };
}

/** Texts may have any number of values; levels, numbers in bins and the like have few. */
function isOpen(value: Value): boolean {
  return value.type === "string" && value.severity === undefined;
}

/** A key that says `other`, or nothing where it is no text, for rows beyond the most frequent series. */
class TopKey implements GroupKey {
  readonly step: bigint | undefined = undefined;
  readonly #key: GroupKey;
  readonly #kept: Sql;

  constructor(key: GroupKey, kept: Sql) {
    this.#key = key;
    this.#kept = kept;
  }

  get column(): string {
    return this.#key.column;
  }

  print(): string {
    return this.#key.print();
  }

  compile(scope: Scope): Value {
    const { sql: value, type } = this.#key.compile(scope);
    const rest = type === "string" ? text(otherSeries) : sql`NULL`;
    return { sql: sql`if(${this.#kept}, ${type === "string" ? sql`toString(${value})` : value}, ${rest})`, type };
  }

  fields(): readonly string[] {
    return this.#key.fields();
  }
}
