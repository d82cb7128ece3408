import { pipeBatchBytesMax, pipeLineBytesMax } from "../limits.js";

/**
 * Cuts a stream into pieces that end with a whole line. A piece is given when it has reached its bound, or when
 * `due` says that what is there has waited long enough. A line longer than `limits.pipeLineBytesMax` is cut.
 */
export class Batches {
  #parts: Buffer[] = [];
  #length = 0;
  /** Bytes up to and with the last newline. */
  #whole = 0;

  /** Adds bytes; answers the pieces that are full. */
  add(chunk: Buffer): Buffer[] {
    const newline = chunk.lastIndexOf(0x0a);
    if (newline >= 0) this.#whole = this.#length + newline + 1;
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < pipeBatchBytesMax && this.#length - this.#whole < pipeLineBytesMax) return [];
    const due = this.due();
    if (due) return [due];
    const cut = this.rest();
    return cut ? [cut] : [];
  }

  /** All whole lines that are there. */
  due(): Buffer | undefined {
    if (this.#whole === 0) return undefined;
    const all = Buffer.concat(this.#parts);
    const whole = all.subarray(0, this.#whole);
    this.#parts = [all.subarray(this.#whole)];
    this.#length -= this.#whole;
    this.#whole = 0;
    return whole;
  }

  /** Everything that is there, for the end of the stream. */
  rest(): Buffer | undefined {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    this.#whole = 0;
    return all.length === 0 ? undefined : all;
  }
}
