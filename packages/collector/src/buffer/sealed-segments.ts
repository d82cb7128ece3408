// Sealed segments and which outputs still need them. A segment leaves when the last output has it.
import type { Segment } from "@cordwood/store";

interface Entry {
  segment: Segment;
  diskBytes: number;
  sealedMs: number;
  /** Outputs that do not have it yet. */
  remaining: Set<string>;
  /** Outputs that are taking it now. */
  busy: Set<string>;
}

interface Waiter {
  output: string;
  resolve: (segment: Segment | undefined) => void;
}

/** The queue between the buffer and its outputs: each output gets each segment once, oldest first. */
export class SealedSegments {
  readonly #outputs: readonly string[];
  readonly #entries = new Map<string, Entry>();
  #waiters: Waiter[] = [];
  #closed = false;
  #diskBytes = 0;

  /** `outputs` are the names of all that must have a segment before it goes. */
  constructor(outputs: readonly string[]) {
    this.#outputs = outputs;
  }

  /** Bytes of the segments that are kept. */
  get diskBytes(): number {
    return this.#diskBytes;
  }

  /** Number of segments that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** True when every segment is with all outputs. */
  get empty(): boolean {
    return this.#entries.size === 0;
  }

  /** Adds a segment; `has` are the outputs that got it before a restart. Returns false when none needs it. */
  add(segment: Segment, diskBytes: number, has: readonly string[] = []): boolean {
    const remaining = new Set(this.#outputs.filter((output) => !has.includes(output)));
    if (remaining.size === 0) return false;
    this.#entries.set(segment.chunk, { segment, diskBytes, sealedMs: Date.now(), remaining, busy: new Set() });
    this.#diskBytes += diskBytes;
    this.#serveWaiters();
    return true;
  }

  /** The oldest segment that `output` has not got and is not taking; waits for one. Nothing after {@link close}. */
  next(output: string): Promise<Segment | undefined> {
    const ready = this.#take(output);
    if (ready !== undefined || this.#closed) return Promise.resolve(this.#closed ? undefined : ready);
    return new Promise((resolve) => {
      this.#waiters.push({ output, resolve });
    });
  }

  /** `output` has the segment; returns true when it was the last one to get it. */
  delivered(output: string, chunk: string): boolean {
    const entry = this.#entries.get(chunk);
    if (entry === undefined) return false;
    entry.busy.delete(output);
    entry.remaining.delete(output);
    if (entry.remaining.size > 0) return false;
    this.#remove(entry);
    return true;
  }

  /** Gives up the oldest segment that no output is taking, to make room. */
  dropOldest(): Segment | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.busy.size > 0) continue;
      this.#remove(entry);
      return entry.segment;
    }
    return undefined;
  }

  /** Gives up segments sealed more than `ageMs` ago that no output is taking. */
  dropOlderThan(ageMs: number): Segment[] {
    const limit = Date.now() - ageMs;
    const old = [...this.#entries.values()].filter((entry) => entry.busy.size === 0 && entry.sealedMs < limit);
    for (const entry of old) this.#remove(entry);
    return old.map((entry) => entry.segment);
  }

  /** Segments that some outputs have and others have not, for the checkpoint. */
  partlyDelivered(): Map<string, string[]> {
    const partly = new Map<string, string[]>();
    for (const { segment, remaining } of this.#entries.values()) {
      if (remaining.size === this.#outputs.length) continue;
      partly.set(
        segment.chunk,
        this.#outputs.filter((output) => !remaining.has(output)),
      );
    }
    return partly;
  }

  /** Ends the waiting of all outputs. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.resolve(undefined);
    this.#waiters = [];
  }

  #take(output: string): Segment | undefined {
    for (const entry of this.#entries.values()) {
      if (!entry.remaining.has(output) || entry.busy.has(output)) continue;
      entry.busy.add(output);
      return entry.segment;
    }
    return undefined;
  }

  #serveWaiters(): void {
    this.#waiters = this.#waiters.filter((waiter) => {
      const segment = this.#take(waiter.output);
      if (segment !== undefined) waiter.resolve(segment);
      return segment === undefined;
    });
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.segment.chunk);
    this.#diskBytes -= entry.diskBytes;
  }
}
