import { LoggingError } from "../errors.js";
import { Handler } from "../handler.js";
import type { LogRecord } from "../log-record.js";
import { readArguments, required } from "./read-arguments.js";

/** Options of {@link BufferingHandler}. */
export interface BufferingHandlerOptions {
  /** Records held before `flush()` is called. */
  capacity: number;
}

/** Arguments of {@link BufferingHandler}. */
export type BufferingHandlerArguments = [capacity: number] | [options: BufferingHandlerOptions];

/** Holds records in memory until there are `capacity` of them; what `flush()` does with them is for a subclass to say. */
export class BufferingHandler extends Handler {
  capacity: number;
  buffer: LogRecord[] = [];

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
  constructor(...given: BufferingHandlerArguments) {
    super();
    const names = { owner: "BufferingHandler", positional: ["capacity"] };
    const { capacity } = readArguments<BufferingHandlerOptions>(names, given);
    this.capacity = checkCapacity(capacity);
  }

  /** Whether the buffer is to be flushed now. */
  shouldFlush(_record: LogRecord): boolean {
    return this.buffer.length >= this.capacity;
  }

  override emit(record: LogRecord): void {
    this.buffer.push(record);
    if (this.shouldFlush(record)) this.#flushFor(record);
  }

  /** Empties the buffer. */
  override flush(): void | Promise<void> {
    this.buffer = [];
  }

  override close(): void | Promise<void> {
    try {
      return this.flush();
    } finally {
      void super.close();
    }
  }

  #flushFor(record: LogRecord): void {
    try {
      void this.flush();
    } catch (error) {
      this.handleError(record, error);
    }
  }
}

function checkCapacity(capacity: number | undefined): number {
  const value = required("BufferingHandler", "capacity", capacity, "a number of records");
  if (typeof value === "number" && value >= 0) return value;
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["capacity", String(value), "a number of records"]);
}
