/** What a full queue does with the next record. */
export type OnFull = "block" | "dropOldest" | "dropNewest";

/** Why {@link BoundedQueue.push} did not simply take an entry. */
export type PushResult = "taken" | "full" | "dropped";

interface Sized {
  /** Length in bytes that this entry counts for. */
  readonly bytes: number;
}

/**
 * A first-in, first-out queue that is bounded by entries and by bytes and counts what it dropped.
 * Taking from the front costs the same at any length: the head moves, and the array is cut now and then.
 */
export class BoundedQueue<Entry extends Sized> {
  readonly entriesMax: number;
  readonly bytesMax: number;
  readonly onFull: OnFull;
  /** Entries dropped because a bound was reached, since the queue was made. */
  dropped = 0;
  #entries: Entry[] = [];
  #head = 0;
  #bytes = 0;

  constructor(bounds: { entriesMax: number; bytesMax: number; onFull: OnFull }) {
    this.entriesMax = bounds.entriesMax;
    this.bytesMax = bounds.bytesMax;
    this.onFull = bounds.onFull;
  }

  /** Entries waiting. */
  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Bytes waiting. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds an entry; `full` means that the owner has to make room (`block`) and push again. */
  push(entry: Entry): PushResult {
    if (entry.bytes > this.bytesMax) return this.#drop();
    while (!this.#fits(entry)) {
      if (this.onFull === "block") return "full";
      if (this.onFull === "dropNewest") return this.#drop();
      this.shift();
      this.dropped += 1;
    }
    this.#append(entry);
    return "taken";
  }

  /** Adds an entry although `block` found no room in time: it is counted as dropped. */
  refuse(): void {
    this.dropped += 1;
  }

  /** Takes the oldest entry. */
  shift(): Entry | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#head += 1;
    this.#bytes -= entry.bytes;
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** Takes the oldest entries up to both bounds; always at least one when there is one. */
  take(entriesMax: number, bytesMax: number): Entry[] {
    const batch: Entry[] = [];
    let bytes = 0;
    while (batch.length < entriesMax) {
      const next = this.#entries[this.#head];
      if (next === undefined || (batch.length > 0 && bytes + next.bytes > bytesMax)) break;
      batch.push(next);
      bytes += next.bytes;
      this.shift();
    }
    return batch;
  }

  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #fits(entry: Entry): boolean {
    return this.length < this.entriesMax && this.#bytes + entry.bytes <= this.bytesMax;
  }

  #append(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
  }

  #drop(): PushResult {
    this.dropped += 1;
    return "dropped";
  }
}
