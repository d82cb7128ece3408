import type { Batch } from "../buffer/append-queue.js";

/** Where inputs put what they received. */
export interface InputTarget {
  /** Resolves when the batch is durable; waits at most `waitMs` while the buffer is full. @see DiskBuffer.append */
  append(batch: Batch, waitMs?: number): Promise<void>;
}

/** What an input did not hand on. */
export interface InputCounts {
  /** Failed or refused connections, messages that are none, programs that failed. */
  errors: number;
  /** Records or messages given up, by reason. */
  dropped: Readonly<Record<string, number>>;
}

/** A source of records. */
export interface Input {
  /** Its id in metrics and messages. */
  readonly name: string;
  /** Counts since the start, for inputs that can fail to take something. */
  readonly counts?: InputCounts;
  /** Why it takes nothing, or not all, at the moment; undefined while it works. */
  readonly failing?: string | undefined;
  /** What it listens on, such as `tcp 127.0.0.1:5514`; a port that is chosen when it starts is not among them. */
  readonly addresses?: readonly string[];
  /** Begins to receive. */
  start(): Promise<void>;
  /** Receives no more; resolves when what was received is durable or given up. */
  stop(): Promise<void>;
}
