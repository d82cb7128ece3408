/** A query that waits or runs. */
export interface QueryStatus {
  /** The `x-request-id` of the request that asked for it. */
  id: string;
  /** What was asked for: `search`, `histogram`, `sql`, `patterns`, … */
  kind: string;
  /** Search language, or SQL. */
  query: string;
  elapsed_ms: number;
  rows_read: number;
  /** Rows to read, as far as is known; 0 until the engine has begun. */
  rows_total: number;
  memory_bytes: number;
  /** Time it will still take, if it goes on as it did; null until that can be said. */
  remaining_ms: number | null;
}

/** Answer of `GET /api/v1/queries`: what waits or runs now, the oldest first. */
export interface QueriesResponse {
  queries: QueryStatus[];
}

/** Answer of `POST /api/v1/queries/ID/cancel`. */
export interface CancelResponse {
  cancelled: number;
}
