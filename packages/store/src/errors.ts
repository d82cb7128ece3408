/** Stable codes of everything that can go wrong in the store, beside those of queries ({@link QueryErrorCode}). */
export type StoreErrorCode = keyof typeof templates;

const templates = {
  CW_STORE_OPTIONS: "cannot open the store: {reason}",
  CW_STORE_LOCKED:
    "cannot open {path}: process {pid} on {host} has it open since {since}; stop that process or use another directory",
  CW_STORE_BUSY:
    "cannot open {path}: this process has the store {other} open, and the embedded engine takes one directory per process; close that one first",
  CW_STORE_UNWRITABLE: "cannot write to {path}: {reason}; make it writable for this user or use another directory",
  CW_STORE_FOREIGN:
    "cannot use {path}: it holds files but no store.json, so it is no Cordwood store; use an empty directory",
  CW_STORE_CORRUPT: "cannot read the store {path}: {reason}; restore it from a backup or move it away and start anew",
  CW_STORE_NEWER:
    "cannot open {path}: it is in format {found}, this release reads up to {known}; use the newer Cordwood that wrote it",
  CW_STORE_PARTS_BROKEN:
    "{parts} parts of {place} cannot be read and were set aside in the engine's detached folders; their records are missing until they are restored from a backup",
  CW_STORE_UNREACHABLE: "cannot reach the ClickHouse server {url}: {reason}; check the address and that it runs",
  CW_STORE_CLUSTER: "cannot use the cluster {cluster}: {reason}",
  CW_STORE_SHARD_MISSING:
    "cannot {action}: a part of the cluster does not answer ({hosts}); it goes on when that is back",
  CW_STORE_MOVE: "cannot move the store {path}: {reason}",
  CW_STORE_MOVE_DIFFERS:
    "the move of {path} is not whole: of the {expected} records of chunk {chunk} the new place has {found}; look whether something removes or inserts records there, such as retention",
  CW_STORE_CLOSED: "cannot {action}: the store is closed",
  CW_STORE_SEGMENT: "cannot insert segment {chunk} from {path}: {reason}",
  CW_STORE_AUDIT_RANGES:
    "cannot remove old audit records: they are more than {ranges} ranges of the chain, because their times are in no order; let retention of audit keep more days",
  CW_STORE_DISK_FULL: "cannot insert segment {chunk}: the disk of {path} is full; free space or shorten the retention",
  CW_STORE_QUERY_TIMEOUT:
    "the query was stopped after {seconds} s; narrow it: a shorter time range, a service, or a rarer word",
  CW_STORE_QUERY_MEMORY:
    "the query was stopped when it needed more than {megabytes} MB of memory; narrow it: a shorter time range, fewer groups, or a smaller limit",
  CW_STORE_MEMORY:
    "the {megabytes} MB of memory that the store may use are taken by other queries and inserts; try again in a moment, or raise memory_bytes",
  CW_STORE_QUERY_ROWS: "the query was stopped after reading {rows} rows; narrow it: a shorter time range or a service",
  CW_STORE_QUERY_BUSY:
    "{waiting} queries are waiting for the engine already; try again in a moment or raise query_concurrency",
  CW_STORE_RECORD_MISSING: "there is no record with the id {id}; it may have been removed by retention",
  CW_STORE_SQL_FORBIDDEN: "this SQL is not allowed: {reason}; one SELECT over the table logs is",
  CW_STORE_SQL_INVALID: "this SQL cannot run: {reason}",
  CW_STORE_TAIL_SLOW:
    "the live tail was ended because its reader was {batches} batches behind; read faster or narrow the query",
  CW_STORE_ENGINE: "the engine could not {action}: {reason}",
} as const;

/** What the placeholders of a message become. */
export type ErrorDetail = Readonly<Record<string, string | number | bigint>>;

/**
 * What the store throws when it cannot do something. Mistakes in the text of a query are `QueryError` instead.
 * Every code stands in docs/reference/errors/store.md.
 */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
  readonly code: StoreErrorCode;
  readonly detail: ErrorDetail;
  /** What to do about it in this very case, where that is known. */
  hint?: string;

  constructor(code: StoreErrorCode, detail: ErrorDetail, cause?: unknown) {
    const message = templates[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? "?"));
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
  }
}

/** Every code, for the test that each is documented. */
export const storeErrorCodes: readonly string[] = Object.keys(templates);
