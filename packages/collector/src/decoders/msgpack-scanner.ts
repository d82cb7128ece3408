// Finds where a MessagePack value ends while its bytes still arrive, without decoding it and without starting anew.
import { decodeError } from "./decode-error.js";

/** Size of what follows the type byte: fixed bytes, or a length field, per type from c0. Negative: a length field. */
const layouts: readonly number[] = [
  0, 0, 0, 0, /* nil, never used, false, true */ -1, -2, -4, /* bin */ -1, -2, -4 /* ext, without their type byte */, 4,
  8, /* float */ 1, 2, 4, 8, /* uint */ 1, 2, 4, 8, /* int */ 2, 3, 5, 9, 17 /* fixext, with their type byte */, -1, -2,
  -4 /* str */,
];

/** Counts values that are still to come and bytes that are still to be skipped; resumes where it stopped. */
export class MessagePackScanner {
  #values = 1;
  #skip = 0;
  /** Bytes of the value seen so far. */
  #scanned = 0;

  /**
   * Scans from `at`, where the value starts. Answers the index behind the value, or -1 when more bytes are needed;
   * the next call may then have the same bytes and more behind them.
   * @throws CollectorError `CW_COLLECTOR_DECODE`
   */
  scan(bytes: Buffer, at: number): number {
    let position = at + this.#scanned;
    while (this.#values > 0 || this.#skip > 0) {
      const skipped = Math.min(this.#skip, bytes.length - position);
      position += skipped;
      this.#skip -= skipped;
      if (this.#skip > 0 || this.#values === 0) break;
      const next = this.#step(bytes, position);
      if (next === position) break;
      position = next;
    }
    this.#scanned = position - at;
    if (this.#values > 0 || this.#skip > 0) return -1;
    this.reset();
    return position;
  }

  /** Nothing of a value has been scanned yet. */
  get fresh(): boolean {
    return this.#scanned === 0;
  }

  /** Starts anew, with another value. */
  reset(): void {
    this.#values = 1;
    this.#skip = 0;
    this.#scanned = 0;
  }

  /** Passes one type byte with its length field; answers the same position when they are not all there. */
  #step(bytes: Buffer, position: number): number {
    const type = bytes[position];
    if (type === undefined) return position;
    if (type < 0xc0 || type >= 0xe0) return this.#short(type, position);
    if (type >= 0xdc) return this.#container(bytes, type, position);
    const layout = layouts[type - 0xc0] ?? 0;
    if (type === 0xc1) throw decodeError("MessagePack", position, "byte c1 is never used");
    if (layout >= 0) return this.#take(position + 1, layout);
    if (position + 1 - layout > bytes.length) return position;
    const extension = type >= 0xc7 && type <= 0xc9 ? 1 : 0;
    return this.#take(position + 1 - layout, bytes.readUIntBE(position + 1, -layout) + extension);
  }

  #take(position: number, skip: number): number {
    this.#values--;
    this.#skip = skip;
    return position;
  }

  #short(type: number, position: number): number {
    this.#values--;
    if (type >= 0x80 && type < 0x90) this.#values += 2 * (type & 0x0f);
    else if (type >= 0x90 && type < 0xa0) this.#values += type & 0x0f;
    else if (type >= 0xa0 && type < 0xc0) this.#skip = type & 0x1f;
    return position + 1;
  }

  #container(bytes: Buffer, type: number, position: number): number {
    const size = type % 2 === 0 ? 2 : 4;
    if (position + 1 + size > bytes.length) return position;
    const count = bytes.readUIntBE(position + 1, size);
    this.#values += (type >= 0xde ? 2 * count : count) - 1;
    return position + 1 + size;
  }
}
