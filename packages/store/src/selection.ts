// What every reading request starts from: the records that its query selects, and how their fields are found.

import { compileSelection, type Schema, type Selection as Selected } from "./query/index.js";
import { type Sql, sql } from "./query/sql.js";
import type { TimeRange } from "./store.js";

/** The selected records, for statements of the form `SELECT … FROM ${source} WHERE ${where}`. */
export interface Selection extends Selected {
  /** All attributes of a record as one map. */
  attributes: Sql;
}

/**
 * The records that a query selects before its first stage that makes a table.
 * @throws QueryError when the query cannot be understood.
 */
export function select(schema: Schema, query: string, range: Partial<TimeRange> | undefined): Selection {
  return { ...compileSelection(query, { schema, range }), attributes: schema.attributes };
}

/** The order of records: by time, then as they were stored. */
export function orderByTime(order: "asc" | "desc"): Sql {
  const direction = order === "desc" ? sql`DESC` : sql`ASC`;
  return sql`ORDER BY ts ${direction}, chunk ${direction}, seq ${direction}`;
}
