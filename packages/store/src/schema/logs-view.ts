// The view `logs` that statements of `sql` read: every field of a record under its own name.

import { baseFields, createSchema } from "../query/index.js";
import { identifier, list, type Sql, sql } from "../query/sql.js";

const base = createSchema();

/** Names that a column of the view has already. */
const taken = new Set([...baseFields, "ts", "attributes", "pattern", "chunk", "seq"]);

/**
 * CREATE VIEW for the table. `attributes` has all attributes of a record; those with a column of their own can be named
 * like a field too, which reads less.
 */
export function createLogsView(
  table: Sql,
  onCluster: Sql,
  columns: readonly { name: string; column: string; active: boolean }[],
): Sql {
  const fields = baseFields.map((name) => sql`${base.resolve(name).sql} AS ${identifier(name)}`);
  const own = columns
    .filter(({ name, active }) => active && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !taken.has(name))
    .map(({ name, column }) => sql`${identifier(column)} AS ${identifier(name)}`);
  const more = [sql`ts`, sql`all_attributes AS attributes`, sql`pattern`, sql`chunk`, sql`seq`];
  return sql`CREATE OR REPLACE VIEW logs${onCluster} AS SELECT ${list([...fields, ...more, ...own])} FROM ${table}`;
}
