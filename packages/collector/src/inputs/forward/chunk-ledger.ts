// Which chunks, and which first parts of large chunks, are in the buffer, so that what a sender repeats because it got
// no acknowledgement is not there twice. A chunk names itself only at its end, so the parts of a large one, which go to
// the disk while it arrives, are known by their content: the hash of everything from the chunk's beginning. All of
// this is remembered as positions, in the same journal frame as the records, so it holds after a crash too.
import type { PositionUpdate, PositionValue } from "../../buffer/position.js";
import { forwardChunksMax } from "../../limits.js";

/** Whoever sends a chunk; a later connection that repeats a chunk takes over from an earlier one. */
export interface Sender {
  /** Its chunk comes on another connection now. */
  giveUp(): void;
}

/** Something that is in the buffer, or on its way there. */
export interface Taken {
  /** Kept with it: of a chunk the size and checksum of its last part, of a part the chunk it was of, or an empty text. */
  value: PositionValue;
  /** Whether it has become durable. */
  durable: Promise<boolean>;
  /** Who sends the chunk that the part belongs to, while it is not complete. */
  sender?: Sender | undefined;
}

const prefix = "forward:";
const already = Promise.resolve(true);

/** What was taken lately, by key; beyond {@link forwardChunksMax} the oldest is forgotten. */
export class ChunkLedger {
  readonly #taken = new Map<string, Taken>();
  #forgotten: PositionUpdate[] = [];

  /** `positions` are those of an earlier process. */
  constructor(positions: ReadonlyMap<string, PositionValue> = new Map()) {
    for (const [key, value] of positions) {
      if (key.startsWith(prefix)) this.#taken.set(key, { value, durable: already });
    }
  }

  /** Key of a chunk by the id that its sender gave it. */
  static chunkKey(id: string): string {
    return `${prefix}chunk:${id}`;
  }

  /** Key of a chunk's part by the hash of the chunk up to its end. */
  static partKey(hash: string): string {
    return `${prefix}part:${hash}`;
  }

  /** What is known under a key. */
  get(key: string): Taken | undefined {
    return this.#taken.get(key);
  }

  /** Remembers, as the latest. */
  set(key: string, taken: Taken): void {
    this.#taken.delete(key);
    this.#taken.set(key, taken);
    for (const oldest of this.#taken.keys()) {
      if (this.#taken.size <= forwardChunksMax) break;
      this.forget(oldest);
    }
  }

  /** Forgets, with the next records that become durable. */
  forget(key: string): void {
    if (this.#taken.delete(key)) this.#forgotten.push([key, null]);
  }

  /** Changes of positions for what was forgotten since the last call. */
  takeForgotten(): PositionUpdate[] {
    const forgotten = this.#forgotten;
    this.#forgotten = [];
    return forgotten;
  }
}
