// Segments for the tests of outputs.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment, SegmentRecord } from "@cordwood/store";

/** A record with a message; `changes` win. */
export function record(message: string, changes: Partial<SegmentRecord> = {}): SegmentRecord {
  return {
    time: "1700000000123456789",
    level: "info",
    severity: 9,
    message,
    service: "shop",
    host: "a1",
    logger: "",
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: { status: "200" },
    ...changes,
  };
}

/** A folder with segments. */
export class SegmentFolder {
  /** The folder, which is the test's to use. */
  readonly path: string = mkdtempSync(join(tmpdir(), "cordwood-output-"));
  #next = 1_000_000;

  /** Writes a segment of records. */
  segment(records: readonly SegmentRecord[]): Segment {
    return this.text(records.map((each) => `${JSON.stringify(each)}\n`).join(""));
  }

  /** Writes a segment of text. */
  text(text: string): Segment {
    this.#next += 1;
    const chunk = String(this.#next);
    const path = join(this.path, `${chunk}.ndjson`);
    writeFileSync(path, text);
    return { path, chunk, records: text.split("\n").length - 1, bytes: Buffer.byteLength(text) };
  }

  /** Deletes a folder in it. */
  empty(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  /** Deletes all. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
