// Bytes that have arrived and are not used yet, in one piece.

const capacityMin = 16 * 1024;

/**
 * Keeps bytes together while a message arrives in pieces. Bytes that were handed out are never written again, so that
 * parts of them may be kept; room grows by doubling, so that each byte is copied a bounded number of times.
 */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Adds bytes behind those that wait. The piece is not copied when none wait, so its owner must not write to it. */
  push(piece: Uint8Array): void {
    if (this.length === 0) {
      this.#bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      this.#start = 0;
      this.#end = this.#bytes.length;
      return;
    }
    if (this.#end + piece.length > this.#bytes.length) this.#grow(piece.length);
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
  }

  #grow(more: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(capacityMin, 2 * (this.length + more)));
    this.#bytes.copy(grown, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#bytes = grown;
  }

  /** All bytes that wait. */
  peek(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Forgets the first bytes. */
  drop(count: number): void {
    this.#start += count;
  }
}
