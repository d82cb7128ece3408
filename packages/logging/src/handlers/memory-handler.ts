import type { Handler } from "../handler.js";
import { checkLevel, ERROR, type Level } from "../levels.js";
import type { LogRecord } from "../log-record.js";
import { BufferingHandler } from "./buffering-handler.js";
import { readArguments, required } from "./read-arguments.js";

/** Options of {@link MemoryHandler}. */
export interface MemoryHandlerOptions {
  /** Records held before they are handed on. */
  capacity: number;
  /** A record of this level or above has the buffer handed on at once. @default ERROR */
  flushLevel?: Level;
  /** Takes the records; without one they stay in the buffer, of which the oldest are given up. @default null */
  target?: Handler | null;
  /** Whether `close()` hands on what is in the buffer. @default true */
  flushOnClose?: boolean;
}

/** Arguments of {@link MemoryHandler}. */
export type MemoryHandlerArguments =
  | [capacity: number, flushLevel?: Level, target?: Handler | null, flushOnClose?: boolean]
  | [capacity: number, options: Partial<MemoryHandlerOptions>]
  | [options: MemoryHandlerOptions];

const names = { owner: "MemoryHandler", positional: ["capacity", "flushLevel", "target", "flushOnClose"] };

/**
 * Holds records and hands them to another handler when the buffer is full or a record is serious: the detail that
 * led to an error is written only when there was one.
 */
export class MemoryHandler extends BufferingHandler {
  flushLevel: number;
  target: Handler | null;
  flushOnClose: boolean;
  /** Records given up because there was no target when the buffer was full. */
  dropped = 0;

  /** @throws LoggingError when there is no such level */
  constructor(...given: MemoryHandlerArguments) {
    const options = readArguments<MemoryHandlerOptions>(names, given);
    super(required("MemoryHandler", "capacity", options.capacity, "a number of records"));
    this.flushLevel = checkLevel(options.flushLevel ?? ERROR);
    this.target = options.target ?? null;
    this.flushOnClose = options.flushOnClose ?? true;
  }

  override shouldFlush(record: LogRecord): boolean {
    return this.buffer.length >= this.capacity || record.levelno >= this.flushLevel;
  }

  override emit(record: LogRecord): void {
    super.emit(record);
    // Python's buffer grows without end when there is no target.
    while (this.target === null && this.buffer.length > Math.max(1, this.capacity)) {
      this.buffer.shift();
      this.dropped += 1;
    }
  }

  /** Sets what takes the records. */
  setTarget(target: Handler | null): void {
    this.target = target;
  }

  /** Hands the records on; keeps them when there is no target. */
  override flush(): void | Promise<void> {
    const { target } = this;
    if (target === null) return;
    const records = this.buffer;
    this.buffer = [];
    for (const record of records) target.handle(record);
  }

  override close(): void | Promise<void> {
    try {
      if (this.flushOnClose) void this.flush();
    } finally {
      this.target = null;
      this.buffer = [];
      void super.close();
    }
  }
}
