// Reads Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding): fields one after the other.
import { decodeError } from "./decode-error.js";

const format = "protobuf";
const varintBytesMax = 10;

/** Reads the fields of one message; nested messages are read by readers of their own over the same bytes. */
export class ProtobufReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  /** Number of the field that `next` has found. */
  field = 0;
  #wire = 0;

  constructor(bytes: Buffer, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Makes a reader of whole messages. */
  static of(bytes: Uint8Array): ProtobufReader {
    return new ProtobufReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  /**
   * Goes to the next field; false at the message's end. Its value must be read, or skipped, before the next call.
   * @throws CollectorError `CW_COLLECTOR_DECODE`
   */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const key = this.varint();
    this.field = Number(key >> 3n);
    this.#wire = Number(key & 7n);
    if (this.field === 0) throw decodeError(format, this.#at, "field 0");
    return true;
  }

  /** Reads an unsigned number of up to 64 bits. */
  varint(): bigint {
    let low = 0;
    let value = 0n;
    for (let count = 0; count < varintBytesMax; count++) {
      const byte = this.#bytes[this.#need(1)] ?? 0;
      if (count < 4) low += (byte & 0x7f) * 2 ** (7 * count);
      else value += BigInt(byte & 0x7f) << BigInt(7 * count);
      if (byte < 0x80) return BigInt.asUintN(64, value + BigInt(low));
    }
    throw decodeError(format, this.#at, "a number of more than 10 bytes");
  }

  /** Reads a signed number of 64 bits (int64). */
  int64(): bigint {
    return BigInt.asIntN(64, this.varint());
  }

  /** Reads a fixed64. */
  fixed64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#need(8));
  }

  /** Reads a double. */
  double(): number {
    return this.#bytes.readDoubleLE(this.#need(8));
  }

  /** Reads bytes; they share the message's memory. */
  bytes(): Buffer {
    const { start, end } = this.#range();
    return this.#bytes.subarray(start, end);
  }

  /** Reads a text. */
  text(): string {
    const { start, end } = this.#range();
    return this.#bytes.toString("utf8", start, end);
  }

  /** Reads a nested message. */
  message(): ProtobufReader {
    const { start, end } = this.#range();
    return new ProtobufReader(this.#bytes, start, end);
  }

  /** Whether the field's value is of the wire type: 0 varint, 1 64 bits, 2 with a length, 5 32 bits. */
  is(field: number, wire: number): boolean {
    return this.field === field && this.#wire === wire;
  }

  /** Passes over a value that nobody asked for. */
  skip(): void {
    if (this.#wire === 0) this.varint();
    else if (this.#wire === 1) this.#need(8);
    else if (this.#wire === 2) this.#range();
    else if (this.#wire === 5) this.#need(4);
    else throw decodeError(format, this.#at, `wire type ${this.#wire}`);
  }

  #range(): { start: number; end: number } {
    const length = this.varint();
    if (length > BigInt(this.#end - this.#at))
      throw decodeError(format, this.#at, `${length} bytes are announced, more than there are`);
    const start = this.#need(Number(length));
    return { start, end: this.#at };
  }

  #need(length: number): number {
    const start = this.#at;
    if (start + length > this.#end) throw decodeError(format, start, "the message is cut off");
    this.#at = start + length;
    return start;
  }
}
