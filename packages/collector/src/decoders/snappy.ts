// Snappy's block format (github.com/google/snappy/blob/main/format_description.txt), as Loki and Prometheus send it.
import { decodeError } from "./decode-error.js";

const format = "snappy";
const varintBytesMax = 5;
/** An element of two bytes makes 11, one of three 64: what is announced beyond that is not to come. */
const growthMax = 32;

function readLength(bytes: Uint8Array): { length: number; end: number } {
  let length = 0;
  for (let at = 0; at < varintBytesMax; at++) {
    const byte = bytes[at];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, end: at + 1 };
  }
  throw decodeError(format, 0, "the length is cut off");
}

/** Decompresses one block into a buffer of the announced length. */
class Block {
  readonly #bytes: Buffer;
  readonly #output: Buffer;
  #at: number;
  #written = 0;

  constructor(bytes: Buffer, start: number, length: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#output = Buffer.allocUnsafeSlow(length);
  }

  run(): Buffer {
    while (this.#at < this.#bytes.length) {
      const tag = this.#bytes[this.#at++] ?? 0;
      if ((tag & 3) === 0) this.#literal(tag >> 2);
      else this.#copy(tag);
    }
    if (this.#written !== this.#output.length) {
      throw decodeError(format, this.#at, `${this.#output.length} bytes are announced, ${this.#written} came`);
    }
    return this.#output;
  }

  #number(size: number): number {
    if (this.#at + size > this.#bytes.length) throw decodeError(format, this.#at, "an element is cut off");
    const value = this.#bytes.readUIntLE(this.#at, size);
    this.#at += size;
    return value;
  }

  #room(length: number): void {
    if (this.#written + length > this.#output.length)
      throw decodeError(format, this.#at, "more bytes come than are announced");
  }

  #literal(short: number): void {
    const length = (short < 60 ? short : this.#number(short - 59)) + 1;
    this.#room(length);
    if (this.#at + length > this.#bytes.length) throw decodeError(format, this.#at, "a literal is cut off");
    this.#bytes.copy(this.#output, this.#written, this.#at, this.#at + length);
    this.#at += length;
    this.#written += length;
  }

  #copy(tag: number): void {
    const kind = tag & 3;
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = kind === 1 ? ((tag >> 5) << 8) | this.#number(1) : this.#number(kind === 2 ? 2 : 4);
    this.#room(length);
    if (offset === 0 || offset > this.#written) throw decodeError(format, this.#at, `a copy from ${offset} bytes back`);
    const from = this.#written - offset;
    // Source and target may overlap: the bytes written first are read again.
    for (let index = 0; index < length; index++) this.#output[this.#written + index] = this.#output[from + index] ?? 0;
    this.#written += length;
  }
}

/**
 * Decompresses a Snappy block.
 * @throws CollectorError `CW_COLLECTOR_DECODE` when it is damaged or announces more than `bytesMax`.
 */
export function decodeSnappy(bytes: Uint8Array, bytesMax: number): Buffer {
  const { length, end } = readLength(bytes);
  if (length > bytesMax) throw decodeError(format, 0, `it announces ${length} bytes, at most ${bytesMax} are allowed`);
  if (length > growthMax * bytes.length) {
    throw decodeError(format, 0, `it announces ${length} bytes, which ${bytes.length} bytes cannot make`);
  }
  return new Block(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), end, length).run();
}
