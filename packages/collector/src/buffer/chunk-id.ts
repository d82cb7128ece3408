// Chunk ids: 44 bits of milliseconds since the epoch, then 20 random bits, always above the one before.
import { randomInt } from "node:crypto";

const randomBits = 20n;

/** When a chunk was begun, milliseconds since the epoch. */
export function createdMsOf(chunk: string): number {
  return Number(BigInt(chunk) >> randomBits);
}

/** Makes chunk ids that sort by creation, also when the clock jumps back or the process starts again. */
export class ChunkIds {
  #last: bigint;

  /** `last` is the greatest id that was ever used in this buffer. */
  constructor(last: bigint) {
    this.#last = last;
  }

  /** The greatest id so far. */
  get last(): bigint {
    return this.#last;
  }

  /** A new id as a decimal string. */
  next(nowMs: number = Date.now()): string {
    const fresh = (BigInt(nowMs) << randomBits) | BigInt(randomInt(1 << Number(randomBits)));
    this.#last = fresh > this.#last ? fresh : this.#last + 1n;
    return this.#last.toString();
  }
}
