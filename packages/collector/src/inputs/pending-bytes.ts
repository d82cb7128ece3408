// Bounds the memory that all connections of an input take together with messages that have not arrived whole.
import { pendingMessageBytesMax } from "../limits.js";

/** Whoever can be told to give up. */
export interface Holder {
  /** Called when it holds the most and the bound is reached. */
  giveUp(): void;
}

/** Keeps count of what each connection holds. */
export class PendingBytes {
  readonly #held = new Map<Holder, number>();
  readonly #bytesMax: number;
  #total = 0;

  /** `bytesMax` is for all holders together. */
  constructor(bytesMax: number = pendingMessageBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes that are held. */
  get total(): number {
    return this.#total;
  }

  /** Notes what a holder holds now; 0 forgets it. Beyond the bound the holder of most is told to give up. */
  set(holder: Holder, bytes: number): void {
    this.#total += bytes - (this.#held.get(holder) ?? 0);
    if (bytes === 0) this.#held.delete(holder);
    else this.#held.set(holder, bytes);
    while (this.#total > this.#bytesMax) this.#dropLargest();
  }

  #dropLargest(): void {
    let largest: [Holder | undefined, number] = [undefined, 0];
    for (const [holder, bytes] of this.#held) if (bytes > largest[1]) largest = [holder, bytes];
    const [holder, bytes] = largest;
    if (holder === undefined) return;
    this.#held.delete(holder);
    this.#total -= bytes;
    holder.giveUp();
  }
}
