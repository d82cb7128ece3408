// One output as the buffer sees it: which sealed segments it has not got, and what happens when they are too many.
import type { Segment } from "@cordwood/store";
import { bufferBytesMax } from "../limits.js";

/** What happens to new records when an output's bound is reached. */
export type WhenFull = "block" | "dropOldest" | "dropNewest";

/** How much may wait for an output. */
export interface ConsumerOptions {
  /** The output's name; what it has got is remembered under it. */
  name: string;
  /** Bytes that may wait for it. @default bufferBytesMax */
  bytesMax?: number;
  /** What waits for it longer than this is dropped, milliseconds. @default no bound */
  ageMsMax?: number;
  /** @default "block" */
  whenFull?: WhenFull;
  /** "memory" in all outputs: an append does not wait for the disk. @default "disk" */
  durability?: "disk" | "memory";
}

/** A sealed segment in the queue. */
export interface SealedSegment extends Segment {
  /** Lines may begin with the key that says where they go. */
  readonly routed: boolean;
}

/** A sealed segment with who still needs it. */
export interface Entry {
  readonly segment: SealedSegment;
  readonly diskBytes: number;
  /** When its first record came, as its chunk id tells. */
  readonly createdMs: number;
  readonly neededBy: Set<Consumer>;
}

/** The queue of one output, oldest first. */
export class Consumer {
  readonly name: string;
  options: Required<ConsumerOptions>;
  /** Bytes that wait for it or are on their way to it. */
  bytes = 0;
  /** True from when its bound was reached and said to be until there is room again. */
  full = false;
  #waiting = new Map<string, Entry>();
  readonly #busy = new Map<string, Entry>();
  #takers: ((entry: Entry | undefined) => void)[] = [];

  constructor(options: ConsumerOptions) {
    this.name = options.name;
    this.options = withDefaults(options);
  }

  /** Takes other bounds. */
  configure(options: ConsumerOptions): void {
    this.options = withDefaults(options);
  }

  /** Segments that wait for it or are on their way to it. */
  get segments(): number {
    return this.#waiting.size + this.#busy.size;
  }

  /** Adds the newest segment. */
  add(entry: Entry): void {
    entry.neededBy.add(this);
    this.bytes += entry.diskBytes;
    this.#waiting.set(entry.segment.chunk, entry);
    this.#serve();
  }

  /** The oldest segment that nobody is taking; waits for one until `signal` aborts or the queue is closed. */
  next(signal?: AbortSignal): Promise<Entry | undefined> {
    const entry = signal?.aborted === true ? undefined : this.#take();
    if (entry !== undefined || signal?.aborted === true) return Promise.resolve(entry);
    return new Promise((resolve) => {
      const taker = (found: Entry | undefined): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve(found);
      };
      const giveUp = (): void => {
        this.#takers = this.#takers.filter((other) => other !== taker);
        taker(undefined);
      };
      signal?.addEventListener("abort", giveUp);
      this.#takers.push(taker);
    });
  }

  /** Segments that it is not taking, oldest first. */
  get waiting(): readonly SealedSegment[] {
    return [...this.#waiting.values()].map(({ segment }) => segment);
  }

  /** True when the segment is in the queue and not being taken. */
  isWaiting(chunk: string): boolean {
    return this.#waiting.has(chunk);
  }

  /** It has the segment, or will never get it; true when nobody needs it any more. */
  done(entry: Entry): boolean {
    const { chunk } = entry.segment;
    if (!this.#busy.delete(chunk) && !this.#waiting.delete(chunk)) return false;
    this.bytes -= entry.diskBytes;
    entry.neededBy.delete(this);
    return entry.neededBy.size === 0;
  }

  /** It was taking the segment and gave up; it is the next again. */
  release(chunk: string): void {
    const entry = this.#busy.get(chunk);
    if (entry === undefined) return;
    this.#busy.delete(chunk);
    const entries = [...this.#waiting.values(), entry].toSorted(byAge);
    this.#waiting = new Map(entries.map((each) => [each.segment.chunk, each]));
    this.#serve();
  }

  /** The oldest segment that it is not taking. */
  oldest(): Entry | undefined {
    return this.#waiting.values().next().value;
  }

  /** Segments that it is not taking and that are older than its bound. */
  aged(nowMs: number): Entry[] {
    return [...this.#waiting.values()].filter((entry) => this.isAged(entry, nowMs));
  }

  /** True when the segment is older than the bound. */
  isAged(entry: Entry, nowMs: number): boolean {
    return nowMs - entry.createdMs > this.options.ageMsMax;
  }

  /** Ends all waiting. */
  close(): void {
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #serve(): void {
    this.#takers.shift()?.(this.#take());
  }

  #take(): Entry | undefined {
    const entry = this.oldest();
    if (entry === undefined) return undefined;
    this.#waiting.delete(entry.segment.chunk);
    this.#busy.set(entry.segment.chunk, entry);
    return entry;
  }
}

function byAge(a: Entry, b: Entry): number {
  return BigInt(a.segment.chunk) < BigInt(b.segment.chunk) ? -1 : 1;
}

function withDefaults(options: ConsumerOptions): Required<ConsumerOptions> {
  return { bytesMax: bufferBytesMax, ageMsMax: Infinity, whenFull: "block", durability: "disk", ...options };
}
