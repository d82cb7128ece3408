/**
 * One record as it lies in a segment: one JSON object on one line of NDJSON, read by the engine without
 * passing through JavaScript again. DESIGN "The record" gives the meaning of each field.
 */
export interface SegmentRecord {
  /** Nanoseconds since the epoch, as decimal digits (a JSON number would lose the last ones). */
  time: string;
  /** Lower-case level name: trace, debug, info, warning, error, critical, or a custom name. */
  level: string;
  /** OpenTelemetry SeverityNumber, 1 to 24; 0 when the line had no level. */
  severity: number;
  message: string;
  service: string;
  host: string;
  logger: string;
  /** `diagnostic` unless the sender said otherwise. */
  dataset: string;
  /** 32 lower-case hex digits, or empty. */
  trace_id: string;
  /** 16 lower-case hex digits, or empty. */
  span_id: string;
  /** Why no parser understood the line; empty when one did. */
  parse_error: string;
  /** Flattened with dots; every value as text (numbers and booleans as JSON writes them). */
  attributes: Record<string, string>;
}

/** A file of {@link SegmentRecord} lines that no process will change any more. */
export interface Segment {
  /** Absolute path of the NDJSON file. */
  path: string;
  /**
   * Unique and sortable by creation, 64 bits as a decimal string. Used as the insert's deduplication token
   * and, with the line's number, as the record's id: the same segment inserted twice is stored once.
   */
  chunk: string;
  /** Lines in the file. */
  records: number;
  /** Length of the file in bytes. */
  bytes: number;
}
