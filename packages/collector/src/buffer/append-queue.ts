// Appends on their way to the disk, in order: first waiting for room in the buffer, then admitted to the next group.
import type { PositionUpdate } from "./position.js";

/** Records as NDJSON lines, with what their inputs have read to get them. */
export interface Batch {
  /** Whole lines, each ending with a newline; not to be changed until the append resolves. */
  data: Uint8Array;
  records: number;
  positions?: readonly PositionUpdate[];
  /** Lines may begin with the key that says where they go. @default false */
  routed?: boolean;
}

interface Waiting {
  batch: Batch;
  resolve: () => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Appends that were taken together. */
export interface Taken {
  batches: Batch[];
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Keeps appends in order while they wait, so that positions of one input never overtake each other. */
export class AppendQueue {
  #waiting: Waiting[] = [];
  #admitted: Waiting[] = [];
  #admittedBytes = 0;

  /** Bytes that are admitted but not yet taken. */
  get admittedBytes(): number {
    return this.#admittedBytes;
  }

  /** True when nothing waits and nothing is admitted. */
  get empty(): boolean {
    return this.#waiting.length === 0 && this.#admitted.length === 0;
  }

  /** True when an append waits for room. */
  get blocked(): boolean {
    return this.#waiting.length > 0;
  }

  /** Bytes of the append that waits first. */
  get firstBytes(): number {
    return this.#waiting[0]?.batch.data.length ?? 0;
  }

  /** Adds an append; when it is not admitted within `waitMs` it is given up with the error that `refusal` makes. */
  add(batch: Batch, waitMs: number, refusal: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = { batch, resolve, reject, timer: undefined };
      if (Number.isFinite(waitMs)) {
        entry.timer = setTimeout(() => {
          this.#waiting = this.#waiting.filter((other) => other !== entry);
          reject(refusal());
        }, waitMs);
      }
      this.#waiting.push(entry);
    });
  }

  /** Moves appends from waiting to admitted, in order, while `hasRoom` says so. */
  admit(hasRoom: (bytes: number) => boolean): void {
    while (this.#waiting[0] !== undefined && hasRoom(this.#waiting[0].batch.data.length)) {
      const entry = this.#waiting.shift() as Waiting;
      clearTimeout(entry.timer);
      this.#admitted.push(entry);
      this.#admittedBytes += entry.batch.data.length;
    }
  }

  /** Takes admitted appends of up to `bytesMax` together, at least one. */
  take(bytesMax: number): Taken | undefined {
    let bytes = 0;
    let count = 0;
    for (const { batch } of this.#admitted) {
      if (count > 0 && bytes + batch.data.length > bytesMax) break;
      bytes += batch.data.length;
      count += 1;
    }
    if (count === 0) return undefined;
    const entries = this.#admitted.splice(0, count);
    this.#admittedBytes -= bytes;
    return {
      batches: entries.map((entry) => entry.batch),
      resolve: () => {
        for (const entry of entries) entry.resolve();
      },
      reject: (error) => {
        for (const entry of entries) entry.reject(error);
      },
    };
  }

  /** Takes the records out of the append that waits first; its positions still advance. Answers how many there were. */
  emptyFirst(): number {
    const entry = this.#waiting[0];
    if (entry === undefined) return 0;
    const { records } = entry.batch;
    entry.batch = { ...entry.batch, data: new Uint8Array(0), records: 0 };
    return records;
  }

  /** Gives up everything. */
  rejectAll(error: Error): void {
    for (const entry of [...this.#admitted, ...this.#waiting]) {
      clearTimeout(entry.timer);
      entry.reject(error);
    }
    this.#admitted = [];
    this.#waiting = [];
    this.#admittedBytes = 0;
  }
}
