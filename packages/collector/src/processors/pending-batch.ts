import type { Batch } from "../buffer/append-queue.js";
import { LineWriter } from "../record/line-writer.js";
import { withoutLoneSurrogates } from "../record/segment-line.js";
import type { ProcessedRecord } from "./processor.js";

/** What is left of a batch behind the processors; it goes on when none of its records is held any more. */
export class PendingBatch {
  readonly batch: Batch;
  readonly waitMs: number | undefined;
  readonly #writer: LineWriter;
  #routed = false;
  /** Records that a processor holds. */
  held = 0;
  /** All lines have been looked at. */
  complete = false;
  readonly done: Promise<void>;
  resolve: () => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor(batch: Batch, waitMs?: number) {
    this.batch = batch;
    this.waitMs = waitMs;
    this.#writer = new LineWriter(batch.data.length + 1024);
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** True when nothing is missing. */
  get ready(): boolean {
    return this.complete && this.held === 0;
  }

  /** Adds a record: its own bytes, without newline, when nothing has changed it. */
  write(record: ProcessedRecord, bytes: Uint8Array | undefined): void {
    const { _route: route, ...fields } = record;
    if (route !== undefined) this.#routed = true;
    if (bytes === undefined) {
      // The key stands first, so that outputs need not parse the line.
      const ordered = route === undefined ? fields : { _route: route, ...fields };
      this.#writer.writeLine(withoutLoneSurrogates(JSON.stringify(ordered)));
    } else if (route === undefined) this.writeBytes(bytes);
    else {
      const start = Buffer.from(`{"_route":${JSON.stringify(route)},`);
      this.writeBytes(Buffer.concat([start, bytes.subarray(1)]));
    }
  }

  /** Adds a line as it is. */
  writeBytes(line: Uint8Array): void {
    const writer = this.#writer;
    writer.reserve(line.length + 1);
    writer.bytes.set(line, writer.length);
    writer.length += line.length;
    writer.bytes[writer.length] = 0x0a;
    writer.length += 1;
    writer.records += 1;
  }

  /** The batch as it goes on: with the positions, without what was dropped. */
  processed(): Batch {
    const { records } = this.#writer;
    return { ...this.batch, data: this.#writer.written(), records, ...(this.#routed && { routed: true }) };
  }
}
