// What every reading request starts from: the records that its query selects, and how their fields are found.

import { compileSelection, type Schema, type Selection } from "./query/index.js";
import type { TimeRange } from "./store.js";

export type { Selection } from "./query/index.js";

/**
 * The records that a query selects before its first stage that makes a table.
 * @throws QueryError when the query cannot be understood.
 */
export function select(schema: Schema, query: string, range: Partial<TimeRange> | undefined): Selection {
  return compileSelection(query, { schema, range });
}
