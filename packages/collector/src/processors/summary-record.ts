// The records with which a processor tells what it held back.
import type { SegmentRecord } from "@cordwood/store";
import { summariesMax, summaryMessageLengthMax } from "../limits.js";

/** What a summary takes from a record that it stands for. */
export type SummarisedFields = Pick<
  SegmentRecord,
  "level" | "severity" | "message" | "service" | "host" | "logger" | "dataset"
>;

/** The fields of a record for a later summary, bounded in size. */
export function summarised(record: SegmentRecord): SummarisedFields {
  const { level, severity, message, service, host, logger, dataset } = record;
  return { level, severity, message: message.slice(0, summaryMessageLengthMax), service, host, logger, dataset };
}

/** A summary at `timeMs`. */
export function summaryRecord(
  fields: SummarisedFields,
  timeMs: number,
  attributes: Record<string, string>,
): SegmentRecord {
  return { time: nanoseconds(timeMs), ...fields, trace_id: "", span_id: "", parse_error: "", attributes };
}

/** Milliseconds since the epoch as the text of nanoseconds that a record has. */
export function nanoseconds(timeMs: number): string {
  return (BigInt(Math.round(timeMs * 1000)) * 1000n).toString();
}

/** Summaries that wait to be taken; beyond a bound only their number is kept, and told in place of the last. */
export class DueSummaries {
  #records: SegmentRecord[] = [];
  #leftOut = 0;

  /** Adds the summary that `make` makes. */
  add(make: () => SegmentRecord): void {
    if (this.#records.length < summariesMax) this.#records.push(make());
    else this.#leftOut += 1;
  }

  /** Takes all of them. */
  take(): SegmentRecord[] {
    const records = this.#records;
    const last = records.at(-1);
    if (last !== undefined && this.#leftOut > 0) last.attributes["summaries.left_out"] = String(this.#leftOut);
    this.#records = [];
    this.#leftOut = 0;
    return records;
  }
}
