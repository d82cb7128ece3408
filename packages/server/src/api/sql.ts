import type { TableResponse } from "./search.js";

/** Body of `POST /api/v1/sql`; the statement alone as `text/plain` does as well. */
export interface SqlBody {
  sql: string;
}

/** Answer of `POST /api/v1/sql`. */
export type SqlResponse = TableResponse;
