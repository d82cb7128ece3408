// A forward entry as a record for ingestion.
import type { ForwardEntry } from "./forward-entry.js";

/**
 * The record of an entry with its time, and its tag as `fluent.tag` (which is the logger where the record names none).
 * Times of the record's own stay attributes; its own `metadata` is kept instead of Fluent Bit's.
 */
export function forwardRecord(entry: ForwardEntry, tag: string): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  if (entry.time !== undefined) record["time_unix_nano"] = entry.time.toString();
  if (entry.metadata !== undefined) record["metadata"] = entry.metadata;
  record["fluent.tag"] = tag;
  return { ...record, ...entry.record };
}
