import type { Batch } from "../buffer/append-queue.js";

/** Where inputs put what they received. */
export interface InputTarget {
  /** Resolves when the batch is durable; waits at most `waitMs` while the buffer is full. @see DiskBuffer.append */
  append(batch: Batch, waitMs?: number): Promise<void>;
}

/** A source of records. */
export interface Input {
  readonly name: string;
  /** Begins to receive. */
  start(): Promise<void>;
  /** Receives no more; resolves when what was received is durable or given up. */
  stop(): Promise<void>;
}
