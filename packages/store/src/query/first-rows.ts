import { type CompileContext, isCut, nest, orderOf, type Relation } from "./relation.js";
import { allOf, integer, list, type Sql, sql } from "./sql.js";

/** Makes the keys of rows; they are compiled against the rows that it is given. */
type KeysOf = (rows: Relation) => Sql;

/**
 * The first rows of each combination of keys, in the order of the rows. Of records the places are found first, so that
 * only the chosen ones are read whole: sorting all of them took 40 times as long for a million.
 */
export function firstRows(relation: Relation, context: CompileContext, rows: number, keysOf: KeysOf): Relation {
  const inner = isCut(relation) ? nest(relation, context) : relation;
  const keys = keysOf(inner);
  if (inner.kind === "table") return { ...inner, limitBy: { rows, keys } };
  const where = inner.conditions.length > 0 ? sql` WHERE ${allOf(inner.conditions)}` : sql``;
  const from = sql` FROM ${inner.source}${where}`;
  const newest = rows === 1 && inner.order.length === 0;
  const places = newest
    ? sql`SELECT ${place(context.order)}${from} GROUP BY ${keys}`
    : sql`SELECT chunk, seq${from} ORDER BY ${list(orderOf(inner, context))} LIMIT ${integer(rows)} BY ${keys}`;
  return { ...inner, conditions: [...inner.conditions, sql`(chunk, seq) GLOBAL IN (${places})`] };
}

/** The place of the newest record of a group, or of the oldest where the oldest come first. */
function place(order: "asc" | "desc"): Sql {
  return order === "desc" ? sql`argMax((chunk, seq), (ts, chunk, seq))` : sql`argMin((chunk, seq), (ts, chunk, seq))`;
}
