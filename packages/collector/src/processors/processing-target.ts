// Takes records through the processors before they reach the buffer. Positions go on with what is left of a batch, so
// a line that a processor dropped is not read again. A batch with records that a processor holds waits for them: its
// sender gets its answer when all of it is durable.
import type { Logger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import type { Batch } from "../buffer/append-queue.js";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { reasonOf } from "../errors.js";
import type { InputTarget } from "../inputs/input.js";
import { processorFlushMs } from "../limits.js";
import { PendingBatch } from "./pending-batch.js";
import type { ProcessedRecord } from "./processor.js";
import { type NamedProcessor, ProcessorStep } from "./processor-step.js";

const newline = 0x0a;
const backslash = 0x5c;
const empty: Batch = { data: new Uint8Array(0), records: 0 };

/** What a {@link ProcessingTarget} needs beside its target. */
export interface ProcessingOptions {
  logger?: Logger;
  /** The clock of the processors, in milliseconds since the epoch. @default Date.now */
  nowMs?: () => number;
  /** Asks the processors for what is due from time to time; a test asks itself. @default true */
  timer?: boolean;
}

/** A record under way, with the batch that waits for it and its bytes as long as nothing has changed it. */
interface Travelling {
  record: ProcessedRecord;
  batch: PendingBatch;
  bytes: Uint8Array | undefined;
}

/** A target with processors before it. */
export class ProcessingTarget implements InputTarget {
  readonly #target: InputTarget;
  readonly #steps: readonly ProcessorStep[];
  readonly #logger: Logger | undefined;
  readonly #nowMs: () => number;
  readonly #waiting: PendingBatch[] = [];
  readonly #owners = new Map<SegmentRecord, PendingBatch>();
  readonly #flushes: boolean;
  readonly #mayPass: boolean;
  #timer: NodeJS.Timeout | undefined;
  #errors = 0;
  #extra: Promise<void> = Promise.resolve();

  constructor(target: InputTarget, processors: readonly NamedProcessor[], options: ProcessingOptions = {}) {
    this.#target = target;
    this.#logger = options.logger;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#steps = processors.map((named) => new ProcessorStep(named, options.logger));
    this.#mayPass = processors.every(({ processor }) => processor.passes !== undefined);
    this.#flushes = options.timer !== false && processors.some(({ processor }) => processor.flush !== undefined);
  }

  /** Records dropped so far, by the type of the processor. */
  get dropped(): ReadonlyMap<string, number> {
    const dropped = new Map<string, number>();
    for (const { processor, droppedRecords } of this.#steps) {
      if (droppedRecords > 0) dropped.set(processor.type, (dropped.get(processor.type) ?? 0) + droppedRecords);
    }
    return dropped;
  }

  /** Lines that could not be read; they went on as they were. */
  get errors(): number {
    return this.#errors;
  }

  /** The processors in numbers. */
  components(): ComponentSnapshot[] {
    return this.#steps.map((step) => step.snapshot());
  }

  append(batch: Batch, waitMs?: number): Promise<void> {
    // With the first batch: what is prepared for a configuration that is then refused leaves nothing behind.
    if (this.#flushes) this.#timer ??= setInterval(() => this.#flushDue(), processorFlushMs).unref();
    const pending = new PendingBatch(batch, waitMs);
    this.#waiting.push(pending);
    const { buffer, byteOffset, length } = batch.data;
    const bytes = Buffer.from(buffer, byteOffset, length);
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      if (end > start) this.#line(bytes.subarray(start, end), pending);
      start = end + 1;
    }
    pending.complete = true;
    this.#forward();
    return pending.done;
  }

  #line(bytes: Buffer, batch: PendingBatch): void {
    if (this.#passes(bytes)) {
      for (const step of this.#steps) step.pass();
      batch.writeBytes(bytes);
      return;
    }
    let record: ProcessedRecord;
    try {
      record = JSON.parse(bytes.toString("utf8")) as SegmentRecord;
    } catch {
      this.#errors += 1;
      batch.writeBytes(bytes);
      return;
    }
    this.#travel({ record, batch, bytes }, 0);
  }

  /** Whether the bytes tell that no processor changes or drops the record. */
  #passes(bytes: Buffer): boolean {
    if (!this.#mayPass || bytes.includes(backslash)) return false;
    return this.#steps.every(({ processor }) => processor.passes?.(bytes));
  }

  /** Takes a record through the processors from one on. */
  #travel(travelling: Travelling, from: number): void {
    let current = travelling;
    for (let index = from; index < this.#steps.length; index++) {
      const step = this.#steps[index] as ProcessorStep;
      if (!step.isMeant(current.record)) continue;
      const next = this.#through(step, current);
      if (next === undefined) return;
      current = next;
    }
    current.batch.write(current.record, current.bytes);
  }

  #through(step: ProcessorStep, { record, batch, bytes }: Travelling): Travelling | undefined {
    const next = step.process(record);
    const { held } = step.processor;
    if (held?.has(record) === true) {
      this.#owners.set(record, batch);
      batch.held += 1;
    }
    if (next === undefined) return undefined;
    if (next === record) return { record, batch, bytes: step.kept ? bytes : undefined };
    return { record: next, batch: this.#release(next) ?? batch, bytes: undefined };
  }

  /** The batch that waited for a held record. */
  #release(record: ProcessedRecord): PendingBatch | undefined {
    const batch = this.#owners.get(record);
    if (batch === undefined) return undefined;
    this.#owners.delete(record);
    batch.held -= 1;
    return batch;
  }

  /** Hands on, in order, the batches that wait for nothing. */
  #forward(): void {
    while (this.#waiting[0]?.ready === true) {
      const pending = this.#waiting.shift() as PendingBatch;
      this.#target.append(pending.processed(), pending.waitMs).then(pending.resolve, pending.reject);
    }
  }

  /**
   * Takes on what is due at `nowMs`; `Infinity` for all of it. Resolves when the summaries among it are durable or given
   * up.
   */
  flush(nowMs: number): Promise<void> {
    const extra = new PendingBatch(empty);
    for (const [index, step] of this.#steps.entries()) {
      for (const record of step.flush(nowMs)) {
        this.#travel({ record, batch: this.#release(record) ?? extra, bytes: undefined }, index + 1);
      }
    }
    extra.complete = true;
    this.#forward();
    const batch = extra.processed();
    if (batch.records > 0) this.#extra = this.#appendExtra(batch);
    return this.#extra;
  }

  #flushDue(): void {
    void this.flush(this.#nowMs());
  }

  async #appendExtra(batch: Batch): Promise<void> {
    try {
      await this.#target.append(batch);
    } catch (error) {
      this.#logger?.warning("lost %d summaries of processors: %s", batch.records, reasonOf(error));
    }
  }

  /** Takes on all that is held and closes the processors. Inputs must have stopped, or append elsewhere. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const waiting = this.#waiting.map(({ done }) => done);
    await this.flush(Infinity);
    await Promise.allSettled(waiting);
    for (const { processor } of this.#steps) processor.close?.();
  }
}
