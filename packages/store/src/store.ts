import type { StoreFacts } from "./facts/store-facts.js";
import type { Segment } from "./record.js";

/** A record as a search returns it. */
export interface Row {
  /** Unique, sortable, opaque: chunk and line number. */
  id: string;
  /** ISO 8601 with nanoseconds, UTC. */
  time: string;
  level: string;
  severity: number;
  message: string;
  service: string;
  host: string;
  logger: string;
  dataset: string;
  trace_id: string;
  span_id: string;
  parse_error: string;
  attributes: Record<string, string>;
}

/** A half-open range of time, nanoseconds since the epoch. */
export interface TimeRange {
  from: bigint;
  to: bigint;
}

/** What to search for; `query` is the search language, without stages or with them. */
export interface SearchRequest {
  query: string;
  range?: Partial<TimeRange>;
  /** Rows per page. @default 100 */
  limit?: number;
  /** Where an earlier page ended. */
  cursor?: string;
  /** @default "desc" (newest first) */
  order?: "asc" | "desc";
  /** Only these fields; `id` and `time` always come. */
  fields?: readonly string[];
}

/** What a query cost. */
export interface QueryStats {
  rows_read: number;
  bytes_read: number;
  elapsed_ms: number;
  /** Set where shards of the cluster did not answer: what they hold is missing from the result. */
  partial?: PartialResult;
}

/** Which part of a cluster a result leaves out. */
export interface PartialResult {
  /** Shards that the cluster has. */
  shards: number;
  /** Numbers of those that did not answer. */
  shards_missing: number[];
}

/** How far a query is. */
export interface QueryProgress {
  rows_read: number;
  /** Rows that there are to read, as far as the engine knows; it may still grow. */
  rows_total: number;
  memory_bytes: number;
}

/** A column of a table. */
export interface TableColumn {
  name: string;
  type: string;
  /** Whether some of its numbers are estimates: percentiles, and counts of very many different values. */
  approximate?: boolean;
}

/**
 * A page of records, or a table where the query has stages that make one. `hints` say what of the query may not have
 * been meant so.
 */
export type SearchResult =
  | { kind: "records"; rows: Row[]; cursor: string | null; stats: QueryStats; hints?: string[] }
  | { kind: "table"; columns: TableColumn[]; rows: unknown[][]; stats: QueryStats; hints?: string[] };

/** Counts per interval, split by a field. */
export interface Histogram {
  /** Interval of one bucket in milliseconds. */
  interval_ms: number;
  buckets: { time: string; total: number; counts: Record<string, number> }[];
  stats: QueryStats;
}

/** A field that occurs in the records a query selects. */
export interface FieldSummary {
  name: string;
  type: "string" | "number" | "boolean" | "time";
  /** Share of the selected records that have it, 0 to 1. */
  share: number;
  /** True where the share is an estimate from a sample. */
  approximate?: boolean;
}

/** The fields of what a query selects. */
export interface FieldList {
  fields: FieldSummary[];
  /** As in {@link QueryStats}. */
  partial?: PartialResult;
}

/** A value of a field with the number of records that hold it. */
export interface FieldValue {
  value: string;
  count: number;
}

/** The most frequent values of a field. */
export interface FieldValues {
  values: FieldValue[];
  /** Records that have the field. */
  total: number;
  /** True where counts are estimates from a sample. */
  approximate?: boolean;
  /** Part of the records that the sample is, 0 to 1. */
  sampled_share?: number;
  /** As in {@link QueryStats}. */
  partial?: PartialResult;
}

/** A record with its neighbours, oldest first. */
export interface RecordContext {
  before: Row[];
  record: Row;
  after: Row[];
  /** As in {@link QueryStats}. */
  partial?: PartialResult;
}

/** What to compare: the records of one query with those of another, or of the same query at another time. */
export interface CompareRequest {
  query: string;
  range?: Partial<TimeRange>;
  /** @default the same query, and the same range */
  baseline: { query?: string; range?: Partial<TimeRange> };
  /** Differences at most. @default 50 */
  limit?: number;
}

/** A value of a field, a range of its numbers, or a template of the message, more or less frequent than in the baseline. */
export interface Difference {
  kind: "value" | "range" | "template";
  field: string;
  value: string;
  /** Search language that selects its records. */
  query: string;
  selection: { count: number; share: number };
  baseline: { count: number; share: number };
  /** Share in the selection over share in the baseline; null where the baseline has none. */
  lift: number | null;
  /** Log-likelihood ratio G²: 6.63 is reached by chance once in 100 times, 10.83 once in 1000. */
  significance: number;
}

/** What differs between two selections, the most significant first. */
export interface Comparison {
  selection: { count: number };
  baseline: { count: number };
  differences: Difference[];
  /** Whether counts of differences are estimates from a sample. */
  approximate: boolean;
  stats: QueryStats;
}

/** What to export, and how. */
export interface ExportRequest extends SearchRequest {
  format: "ndjson" | "csv" | "parquet";
  /** In CSV, a `'` before texts that a spreadsheet would take for a formula. @default false */
  escape_formulas?: boolean;
}

/** Where records are kept and found. One conformance suite runs against every implementation. */
export interface Store {
  /** Makes the segment's records searchable. Resolves when they are durable; the same chunk again changes nothing. */
  insert(segment: Segment): Promise<void>;
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>;
  histogram(
    request: { query: string; range?: Partial<TimeRange>; by?: string; buckets?: number },
    signal?: AbortSignal,
  ): Promise<Histogram>;
  fields(request: { query: string; range?: Partial<TimeRange> }, signal?: AbortSignal): Promise<FieldList>;
  values(
    request: { query: string; range?: Partial<TimeRange>; field: string; limit?: number },
    signal?: AbortSignal,
  ): Promise<FieldValues>;
  /** Field values and message templates that are over- or under-represented; records of both count in the selection. */
  compare(request: CompareRequest, signal?: AbortSignal): Promise<Comparison>;
  /** Records just before and after one, in the same stream (service, host, logger or file). */
  context(request: { id: string; before?: number; after?: number }, signal?: AbortSignal): Promise<RecordContext>;
  /**
   * Records that match, as they become searchable, in the order in which they were stored, until `signal` aborts. With
   * `after`, the id of a record, those stored since come first, the last 1,000 of them at most.
   */
  tail(request: { query: string; after?: string }, signal: AbortSignal): AsyncIterable<Row[]>;
  /** Read-only SQL over the records, bounded in time, memory and rows; answers with columns and rows. */
  sql(
    statement: string,
    signal?: AbortSignal,
  ): Promise<{ columns: { name: string; type: string }[]; rows: unknown[][]; stats: QueryStats; hints?: string[] }>;
  /** Streams the records that a query selects, or its table, as a file; without `limit` all of it. */
  export(request: ExportRequest, signal?: AbortSignal): Promise<NodeJS.ReadableStream>;
  /** How far the call is that was given this signal; undefined when the engine has not begun it. */
  progress(signal: AbortSignal): Promise<QueryProgress | undefined>;
  /** Numbers of the store at this moment. Cheap: what the tables hold is read at most once in ten seconds. */
  facts(): Promise<StoreFacts>;
  close(): Promise<void>;
}
