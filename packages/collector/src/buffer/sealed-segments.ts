// Sealed segments and which outputs still need them. A segment leaves when the last output has it.
import type { Segment } from "@cordwood/store";
import { createdMsOf } from "./chunk-id.js";
import { Consumer, type ConsumerOptions, type Entry, type SealedSegment } from "./consumer.js";

/** A segment that an output will not get. */
export interface Dropped {
  output: string;
  segment: Segment;
  /** Nobody needs it any more. */
  last: boolean;
}

/** How a segment is added. */
export interface AddOptions {
  /** Outputs that have it, or are not to get it. @default none */
  without?: ReadonlySet<string>;
  /** Its lines may say where they go. @default false */
  routed?: boolean;
}

/** The queue between the buffer and its outputs: each output gets each segment once, oldest first. */
export class SealedSegments {
  readonly #consumers = new Map<string, Consumer>();
  readonly #entries = new Map<string, Entry>();
  #closed = false;
  #diskBytes = 0;

  /** `consumers` are all that must have a segment before it goes. */
  constructor(consumers: readonly ConsumerOptions[]) {
    for (const options of consumers) this.#consumers.set(options.name, new Consumer(options));
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

  /** True when so many segments wait for each output that none gains by one more. */
  areAllBusy(segments: number): boolean {
    const all = this.consumers;
    return all.length > 0 && all.every((consumer) => consumer.segments >= segments);
  }

  /** All outputs. */
  get consumers(): readonly Consumer[] {
    return [...this.#consumers.values()];
  }

  /** One output. */
  consumer(name: string): Consumer | undefined {
    return this.#consumers.get(name);
  }

  /** Adds a segment. Returns false when no output needs it. */
  add(segment: Segment, diskBytes: number, { without, routed = false }: AddOptions = {}): boolean {
    const sealed: SealedSegment = { ...segment, routed };
    const entry = { segment: sealed, diskBytes, createdMs: createdMsOf(segment.chunk), neededBy: new Set<Consumer>() };
    const needing = this.consumers.filter((consumer) => without?.has(consumer.name) !== true);
    if (needing.length === 0) return false;
    this.#entries.set(segment.chunk, entry);
    this.#diskBytes += diskBytes;
    for (const consumer of needing) consumer.add(entry);
    return true;
  }

  /** The oldest segment that `output` has not got and is not taking; waits for one. Nothing after {@link close}. */
  async next(output: string, signal?: AbortSignal): Promise<SealedSegment | undefined> {
    if (this.#closed) return undefined;
    return (await this.#consumers.get(output)?.next(signal))?.segment;
  }

  /** `output` has the segment; returns true when it was the last one to get it. */
  delivered(output: string, chunk: string): boolean {
    const entry = this.#entries.get(chunk);
    const consumer = this.#consumers.get(output);
    return entry !== undefined && consumer !== undefined && this.#done(consumer, entry);
  }

  /** `output` gave up taking the segment; it gets it again. */
  release(output: string, chunk: string): void {
    this.#consumers.get(output)?.release(chunk);
  }

  /** True when the segment is too old for `output`. */
  isAged(output: string, chunk: string): boolean {
    const entry = this.#entries.get(chunk);
    return entry !== undefined && this.#consumers.get(output)?.isAged(entry, Date.now()) === true;
  }

  /** Gives up the oldest segment that `consumer` is not taking. */
  dropOldest(consumer: Consumer): Dropped | undefined {
    const entry = consumer.oldest();
    return entry === undefined ? undefined : this.#drop(consumer, entry);
  }

  /** Gives up what is too old for an output that is not taking it. */
  dropAged(): Dropped[] {
    const nowMs = Date.now();
    return this.consumers.flatMap((consumer) => consumer.aged(nowMs).map((entry) => this.#drop(consumer, entry)));
  }

  /** Changes the outputs. A new one gets all that is kept; what nobody needs now is answered with who lost it. */
  configure(consumers: readonly ConsumerOptions[]): Dropped[] {
    const names = new Set(consumers.map(({ name }) => name));
    const gone = this.consumers.filter(({ name }) => !names.has(name));
    for (const options of consumers) this.#configure(options);
    const dropped = gone.flatMap((consumer) => this.#forget(consumer));
    return dropped;
  }

  /** Segments that some outputs have and others have not, for the checkpoint. */
  partlyDelivered(): Map<string, string[]> {
    const partly = new Map<string, string[]>();
    const all = this.consumers;
    for (const { segment, neededBy } of this.#entries.values()) {
      if (neededBy.size === all.length) continue;
      const without = all.filter((consumer) => !neededBy.has(consumer));
      partly.set(
        segment.chunk,
        without.map(({ name }) => name),
      );
    }
    return partly;
  }

  /** Ends the waiting of all outputs. */
  close(): void {
    this.#closed = true;
    for (const consumer of this.#consumers.values()) consumer.close();
  }

  #configure(options: ConsumerOptions): void {
    const known = this.#consumers.get(options.name);
    if (known !== undefined) {
      known.configure(options);
      return;
    }
    const consumer = new Consumer(options);
    this.#consumers.set(options.name, consumer);
    for (const entry of this.#entries.values()) consumer.add(entry);
  }

  #forget(consumer: Consumer): Dropped[] {
    const entries = [...this.#entries.values()].filter(({ neededBy }) => neededBy.has(consumer));
    const dropped = entries.map((entry) => this.#drop(consumer, entry));
    this.#consumers.delete(consumer.name);
    consumer.close();
    return dropped;
  }

  #drop(consumer: Consumer, entry: Entry): Dropped {
    return { output: consumer.name, segment: entry.segment, last: this.#done(consumer, entry) };
  }

  #done(consumer: Consumer, entry: Entry): boolean {
    if (!consumer.done(entry)) return false;
    this.#entries.delete(entry.segment.chunk);
    this.#diskBytes -= entry.diskBytes;
    return true;
  }
}
