// One processor of a running pipeline: its errors are caught, and what goes in and out is counted.
import type { Logger } from "@cordwood/logging";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { reasonOf } from "../errors.js";
import { processorErrorMsMin } from "../limits.js";
import type { ProcessedRecord, Processor } from "./processor.js";

/** A processor with its name. */
export interface NamedProcessor {
  id: string;
  processor: Processor;
}

/** A processor and its numbers. */
export class ProcessorStep {
  readonly id: string;
  readonly processor: Processor;
  readonly #logger: Logger | undefined;
  readonly #dropped: Record<string, number> = {};
  #received = 0;
  #sent = 0;
  #errors = 0;
  #toldMs = -Infinity;
  /** Records dropped so far. */
  droppedRecords = 0;
  /** Whether the record that was processed last has kept its content. */
  kept = false;

  constructor({ id, processor }: NamedProcessor, logger: Logger | undefined) {
    this.id = id;
    this.processor = processor;
    this.#logger = logger;
  }

  /** What goes on. A record that the processor fails on goes on as it is. */
  process(record: ProcessedRecord): ProcessedRecord | undefined {
    this.#received += 1;
    const next = this.#tried(record);
    if (next !== undefined) this.#sent += 1;
    else if (this.processor.held === undefined) this.#drop();
    return next;
  }

  #tried(record: ProcessedRecord): ProcessedRecord | undefined {
    this.kept = this.processor.decides === true;
    try {
      return this.processor.process(record);
    } catch (error) {
      this.#fail(error);
      this.kept = true;
      return record;
    }
  }

  /** Counts a record that passed unchanged because of its bytes. */
  pass(): void {
    if (this.processor.isMeant !== undefined) return;
    this.#received += 1;
    this.#sent += 1;
  }

  /** Whether the record is one for the processor. */
  isMeant(record: ProcessedRecord): boolean {
    const { isMeant } = this.processor;
    if (isMeant === undefined) return true;
    try {
      return isMeant(record);
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** What is due. */
  flush(nowMs: number): ProcessedRecord[] {
    try {
      const due = this.processor.flush?.(nowMs) ?? [];
      this.#sent += due.length;
      return due;
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  #drop(): void {
    const { reason, type } = this.processor;
    const name = reason ?? type;
    this.#dropped[name] = (this.#dropped[name] ?? 0) + 1;
    this.droppedRecords += 1;
  }

  #fail(error: unknown): void {
    this.#errors += 1;
    const now = performance.now();
    if (now - this.#toldMs < processorErrorMsMin) return;
    this.#toldMs = now;
    this.#logger?.error(
      "the processor %s failed, the record goes on as it is: %s (%d errors so far)",
      this.id,
      reasonOf(error),
      this.#errors,
    );
  }

  /** Its numbers. */
  snapshot(): ComponentSnapshot {
    return {
      id: this.id,
      kind: "processor",
      type: this.processor.type,
      receivedRecords: this.#received,
      sentRecords: this.#sent,
      dropped: { ...this.#dropped },
      errors: this.#errors,
      healthy: true,
    };
  }
}
