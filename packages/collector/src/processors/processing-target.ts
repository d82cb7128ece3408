// Takes records through the processors before they reach the buffer. Positions go on with what is left of a batch, so
// a line that a processor dropped is not read again.
import type { SegmentRecord } from "@cordwood/store";
import type { Batch } from "../buffer/append-queue.js";
import type { InputTarget } from "../inputs/input.js";
import { LineWriter } from "../record/line-writer.js";
import type { Processor } from "./processor.js";

/** A target with processors before it. */
export class ProcessingTarget implements InputTarget {
  readonly #target: InputTarget;
  readonly #processors: readonly Processor[];
  readonly #dropped = new Map<string, number>();

  constructor(target: InputTarget, processors: readonly Processor[]) {
    this.#target = target;
    this.#processors = processors;
  }

  /** Records dropped so far, by the type of the processor. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  append(batch: Batch, waitMs?: number): Promise<void> {
    const bytes = Buffer.from(batch.data.buffer, batch.data.byteOffset, batch.data.length);
    const writer = new LineWriter(bytes.length + 1024);
    for (const line of bytes.toString("utf8").split("\n")) {
      if (line === "") continue;
      const record = this.#process(JSON.parse(line) as SegmentRecord);
      if (record !== undefined) writer.writeLine(JSON.stringify(record));
    }
    return this.#target.append({ ...batch, data: writer.written(), records: writer.records }, waitMs);
  }

  #process(record: SegmentRecord): SegmentRecord | undefined {
    let current = record;
    for (const processor of this.#processors) {
      const next = processor.process(current);
      if (next === undefined) {
        this.#dropped.set(processor.type, (this.#dropped.get(processor.type) ?? 0) + 1);
        return undefined;
      }
      current = next;
    }
    return current;
  }
}
