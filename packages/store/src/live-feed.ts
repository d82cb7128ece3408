// Tells live tails which chunks have just become searchable. Nothing runs while nothing is inserted.

import { StoreError } from "./errors.js";
import { recentChunksMax, tailBatchesMax } from "./limits.js";

/** What one live tail waits on. */
export interface FeedReader {
  /** Chunks since the last call, at least one; waits for it. Undefined after `close`. */
  next(): Promise<string[] | undefined>;
  close(): void;
}

class QueueReader implements FeedReader {
  #pending: string[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  #overrun = false;
  readonly #onClose: (reader: QueueReader) => void;

  constructor(onClose: (reader: QueueReader) => void) {
    this.#onClose = onClose;
  }

  push(chunk: string): void {
    if (this.#pending.length >= tailBatchesMax) this.#overrun = true;
    else this.#pending.push(chunk);
    this.#wake?.();
  }

  async next(): Promise<string[] | undefined> {
    while (this.#pending.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#overrun) throw new StoreError("CW_STORE_TAIL_SLOW", { batches: tailBatchesMax });
    if (this.#closed) return undefined;
    return this.#pending.splice(0);
  }

  close(): void {
    this.#closed = true;
    this.#onClose(this);
    this.#wake?.();
  }
}

/** Carries the news of inserts to every live tail of a store. */
export class LiveFeed {
  readonly #readers = new Set<QueueReader>();
  /** Chunks published lately: one that is inserted again is no news. */
  readonly #recent = new Set<string>();

  /** Live tails that are open. */
  get readers(): number {
    return this.#readers.size;
  }

  /** Chunks of inserts from now on. */
  subscribe(): FeedReader {
    const reader = new QueueReader((closed) => this.#readers.delete(closed));
    this.#readers.add(reader);
    return reader;
  }

  /** The chunk's records are searchable now. */
  publish(chunk: string): void {
    if (this.#recent.has(chunk)) return;
    this.#recent.add(chunk);
    if (this.#recent.size > recentChunksMax) this.#forgetOldest();
    for (const reader of this.#readers) reader.push(chunk);
  }

  /** Chunks published after this one, in their order; undefined when it was not published lately. */
  since(chunk: string): string[] | undefined {
    if (!this.#recent.has(chunk)) return undefined;
    const all = [...this.#recent];
    return all.slice(all.indexOf(chunk) + 1);
  }

  #forgetOldest(): void {
    const oldest = this.#recent.values().next();
    if (oldest.done !== true) this.#recent.delete(oldest.value);
  }

  /** Ends every live tail. */
  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
