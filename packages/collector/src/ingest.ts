/** How the body of an ingest request is laid out. */
export type IngestFormat = "ndjson" | "json" | "ltsv" | "logfmt" | "lines" | "journal";

/** What the sender says about all its records; a record's own fields win. */
export interface IngestDefaults {
  service?: string;
  host?: string;
  dataset?: string;
  /** Look into messages of records without a level, as if they were lines of a file. @default false */
  parseMessages?: boolean;
}

/** A sender's own number of a request, the same each time it is sent. */
export interface IngestBatch {
  /** Tells the sender from all others, such as a random text of one process. */
  sender: string;
  /** Ascends with each new batch. */
  sequence: number;
}

/** What became of an ingest request. */
export interface IngestResult {
  /** Records that are durable now. */
  accepted: number;
  /** Lines (1-based) that were refused, with the reason. */
  rejected: { line: number; reason: string }[];
}

/** The way in for servers that receive records over a protocol of their own. */
export interface Ingest {
  /**
   * Takes a decoded (not compressed) body and resolves once its records are in the fsynced buffer. A `batch` that is
   * there already is answered in the same way and not taken again.
   * @throws CollectorError `CW_COLLECTOR_BUFFER_FULL` when the buffer's bound is reached and its answer is not to wait.
   */
  ingest(body: Uint8Array, format: IngestFormat, defaults: IngestDefaults, batch?: IngestBatch): Promise<IngestResult>;
  /** The same for records that are objects already (OTLP, Loki, GELF, `_bulk`). */
  ingestRecords(records: readonly Record<string, unknown>[], defaults: IngestDefaults): Promise<IngestResult>;
}
