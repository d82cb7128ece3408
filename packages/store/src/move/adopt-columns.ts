import { sql, text } from "../query/sql.js";
import type { IdleStore } from "./idle-store.js";

/** Gives the attributes that have a column of their own in one store a column in the other, before records arrive. */
export async function adoptColumns(from: IdleStore, to: IdleStore): Promise<void> {
  const where = sql`WHERE database = currentDatabase() AND table = ${text(from.tables.localName)}`;
  const [types, indexes] = await Promise.all([
    from.engine.query("admin", sql`SELECT name, type FROM system.columns ${where}`),
    from.engine.query("admin", sql`SELECT name FROM system.data_skipping_indices ${where}`),
  ]);
  const typeOf = new Map(types.rows.map(([name, type]) => [String(name), String(type)]));
  const indexed = new Set(indexes.rows.map(([name]) => String(name)));
  const shares = from.columns.active.map(({ name, column }) => ({
    name,
    share: 1,
    repeats: typeOf.get(column)?.startsWith("LowCardinality") === true,
    selective: indexed.has(`${column}_values`),
  }));
  await to.columns.adapt(shares);
}
