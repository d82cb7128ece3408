import type { QueryStats, Row, TableColumn } from "@cordwood/store";

/** Body of `POST /api/v1/search`; `GET` takes the same names as parameters, `fields` separated by commas. */
export interface SearchBody {
  /** Search language. @default "*" */
  query?: string;
  /** ISO 8601, an epoch in s, ms, us or ns, or relative (`now-15m`). @default unbounded */
  from?: string | number;
  to?: string | number;
  /** Rows per page, 1 to 10,000. @default 100 */
  limit?: number;
  cursor?: string;
  /** @default "desc" */
  order?: "asc" | "desc";
  fields?: string[];
}

/** A page of records; `cursor` is null on the last one. */
export interface RecordsResponse {
  rows: Row[];
  cursor: string | null;
  stats: QueryStats;
  /** What of the query may not have been meant so, and what the answer leaves out. */
  hints?: string[];
}

/** What a query with stages that make a table (`| stats …`) answers. */
export interface TableResponse {
  columns: TableColumn[];
  rows: unknown[][];
  stats: QueryStats;
  /** What of the query may not have been meant so, and what the answer leaves out. */
  hints?: string[];
}

/** Answer of `GET|POST /api/v1/search`: a table is known by its `columns`. */
export type SearchResponse = RecordsResponse | TableResponse;
