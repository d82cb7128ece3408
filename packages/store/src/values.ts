import type { Engine } from "./engine/engine.js";
import { valuesMax } from "./limits.js";
import { integer, sql } from "./query/sql.js";
import type { Selection } from "./selection.js";
import type { FieldValue } from "./store.js";

/** The most frequent values of a field, and the number of selected records that have it. */
export async function queryValues(
  engine: Engine,
  selection: Selection,
  field: string,
  limit: number,
  signal?: AbortSignal,
): Promise<{ values: FieldValue[]; total: number }> {
  const found = selection.resolve(field);
  const count = integer(Math.min(Math.max(limit, 1), valuesMax));
  const { rows } = await engine.query(
    "read",
    sql`SELECT ${found.type === "string" ? found.sql : sql`toString(${found.sql})`} AS value, count() AS records, sum(records) OVER () AS total
FROM ${selection.source} WHERE ${selection.where} AND ${found.present}
GROUP BY value ORDER BY records DESC, value LIMIT ${count}`,
    signal,
  );
  return {
    values: rows.map(([value, records]) => ({ value: String(value), count: Number(records) })),
    total: Number(rows[0]?.[2] ?? 0),
  };
}
