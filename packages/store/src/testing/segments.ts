// Segments for tests: files of records in a temporary directory.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Segment, SegmentRecord } from "../record.js";

/** A record with a time in milliseconds and everything else optional. */
export type TestRecord = Partial<Omit<SegmentRecord, "time">> & { ms?: number; time?: string };

const severities: Record<string, number> = { debug: 5, info: 9, warning: 13, error: 17, critical: 21 };

/** A whole record of what a test cares about. */
function wholeRecord({ ms = Date.now(), time, ...rest }: TestRecord): SegmentRecord {
  const level = rest.level ?? "info";
  return {
    time: time ?? `${BigInt(ms) * 1_000_000n}`,
    level,
    severity: severities[level] ?? 0,
    message: "hello",
    service: "web",
    host: "h1",
    logger: "app",
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: {},
    ...rest,
  };
}

/** Makes segments with chunk ids that rise from the time `startMs`. */
export class SegmentMaker {
  readonly #directory: string;
  #chunk: bigint;

  constructor(directory: string, startMs: number = Date.now()) {
    this.#directory = directory;
    this.#chunk = BigInt(startMs) << 20n;
  }

  /** Writes the records to a new file. */
  make(records: readonly TestRecord[]): Segment {
    return this.makeText(records.map((record) => `${JSON.stringify(wholeRecord(record))}\n`).join(""), records.length);
  }

  /** The same with lines that are text already. */
  makeText(content: string, records: number): Segment {
    this.#chunk += 1n;
    const chunk = this.#chunk.toString();
    const path = join(this.#directory, `${chunk}.ndjson`);
    writeFileSync(path, content);
    return { path, chunk, records, bytes: Buffer.byteLength(content) };
  }
}
