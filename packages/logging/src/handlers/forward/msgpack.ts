/** MessagePack, as much of it as the Fluentd forward protocol needs: https://github.com/msgpack/msgpack/blob/master/spec.md */
import { FORWARD_MESSAGE_DEPTH_MAX, FORWARD_WRITER_BYTES_KEPT_MAX } from "../../limits.js";

/** Bytes that are written as `bin`, and an event time that is written as Fluentd's extension type 0. */
export class EventTime {
  readonly seconds: number;
  readonly nanoseconds: number;

  constructor(seconds: number, nanoseconds: number) {
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }
}

/** Encodes a value; what MessagePack cannot hold (functions, symbols) becomes nil. */
export function encode(value: unknown): Buffer {
  writer.start();
  writer.write(value, 0);
  return writer.finish();
}

/** Writes into one buffer that grows: a buffer for each part would cost more than the parts. */
class Writer {
  #bytes = Buffer.allocUnsafe(1024);
  #at = 0;

  start(): void {
    this.#at = 0;
    if (this.#bytes.length > FORWARD_WRITER_BYTES_KEPT_MAX) this.#bytes = Buffer.allocUnsafe(1024);
  }

  /** A copy of what was written. */
  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  write(value: unknown, depth: number): void {
    if (depth > FORWARD_MESSAGE_DEPTH_MAX) this.#string("[Object]");
    else if (typeof value === "string") this.#string(value);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "boolean") this.#byte(value ? 0xc3 : 0xc2);
    else if (typeof value === "bigint") this.#bigInt(value);
    else if (typeof value === "object" && value !== null) this.#object(value, depth);
    else this.#byte(0xc0);
  }

  #object(value: object, depth: number): void {
    if (value instanceof EventTime) this.#eventTime(value);
    else if (value instanceof Uint8Array) this.#binary(value);
    else if (Array.isArray(value)) {
      this.#length(value.length, 0x90, 0xdc);
      for (const each of value) this.write(each, depth + 1);
    } else {
      const entries = Object.entries(value);
      this.#length(entries.length, 0x80, 0xde);
      for (const [key, each] of entries) {
        this.#string(key);
        this.write(each, depth + 1);
      }
    }
  }

  /** The length of an array or a map: in the first byte, or in 2 or 4 bytes behind it. */
  #length(length: number, short: number, long: number): void {
    if (length < 16) this.#byte(short | length);
    else if (length < 0x1_0000) this.#unsigned(long, length, 2);
    else this.#unsigned(long + 1, length, 4);
  }

  #string(text: string): void {
    const length = Buffer.byteLength(text);
    if (length < 32) this.#byte(0xa0 | length);
    else this.#sized(0xd9, length);
    this.#room(length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  #binary(bytes: Uint8Array): void {
    this.#sized(0xc4, bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A length in 1, 2 or 4 bytes, which the first byte says. */
  #sized(first: number, length: number): void {
    if (length < 0x100) this.#unsigned(first, length, 1);
    else if (length < 0x1_0000) this.#unsigned(first + 1, length, 2);
    else this.#unsigned(first + 2, length, 4);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.#room(9);
      this.#byte(0xcb);
      this.#at = this.#bytes.writeDoubleBE(value, this.#at);
    } else if (value < 0) {
      if (value >= -32) this.#byte(0x100 + value);
      else this.#bigInt(BigInt(value));
    } else if (value < 0x80) this.#byte(value);
    else if (value < 0x100) this.#unsigned(0xcc, value, 1);
    else if (value < 0x1_0000) this.#unsigned(0xcd, value, 2);
    else if (value < 0x1_0000_0000) this.#unsigned(0xce, value, 4);
    else this.#bigInt(BigInt(value));
  }

  #bigInt(value: bigint): void {
    this.#room(9);
    if (value >= 0n && value < 1n << 64n) {
      this.#byte(0xcf);
      this.#at = this.#bytes.writeBigUInt64BE(value, this.#at);
    } else if (value < 0n && value >= -(1n << 63n)) {
      this.#byte(0xd3);
      this.#at = this.#bytes.writeBigInt64BE(value, this.#at);
    } else this.#string(value.toString());
  }

  #eventTime(time: EventTime): void {
    this.#room(10);
    this.#byte(0xd7);
    this.#byte(0);
    this.#at = this.#bytes.writeUInt32BE(time.seconds >>> 0, this.#at);
    this.#at = this.#bytes.writeUInt32BE(time.nanoseconds, this.#at);
  }

  #unsigned(first: number, value: number, length: number): void {
    this.#byte(first);
    this.#room(length);
    this.#at = this.#bytes.writeUIntBE(value, this.#at, length);
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + length));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** One for all: a value is encoded from beginning to end without a break. */
const writer = new Writer();

/** Reads one value off the front of bytes that may still be incomplete. */
export interface Decoded {
  value: unknown;
  /** Bytes the value took. */
  length: number;
}

/** Says that the bytes end inside a value. */
class Incomplete extends Error {}

/**
 * Decodes the first value, or answers undefined when the bytes end before it does. Read as `latin1`, texts that are no
 * UTF-8 keep their bytes, one as one character.
 * @throws Error when the bytes are not MessagePack as this protocol uses it.
 */
export function decode(bytes: Uint8Array, encoding: "utf8" | "latin1" = "utf8"): Decoded | undefined {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
  try {
    const value = reader.read(0);
    return { value, length: reader.at };
  } catch (error) {
    if (error instanceof Incomplete) return undefined;
    throw error;
  }
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;
  readonly #encoding: "utf8" | "latin1";

  constructor(bytes: Buffer, encoding: "utf8" | "latin1") {
    this.#bytes = bytes;
    this.#encoding = encoding;
  }

  read(depth: number): unknown {
    if (depth > FORWARD_MESSAGE_DEPTH_MAX) throw new RangeError("nested too deeply");
    const first = this.#unsigned(1);
    if (first < 0x80) return first;
    if (first < 0x90) return this.#map(first & 0x0f, depth);
    if (first < 0xa0) return this.#array(first & 0x0f, depth);
    if (first < 0xc0) return this.#take(first & 0x1f).toString(this.#encoding);
    if (first >= 0xe0) return first - 0x100;
    return this.#tagged(first, depth);
  }

  #tagged(first: number, depth: number): unknown {
    if (first === 0xc0) return null;
    if (first === 0xc2 || first === 0xc3) return first === 0xc3;
    if (first >= 0xc4 && first <= 0xc6) return this.#take(this.#unsigned(1 << (first - 0xc4)));
    if (first === 0xd7) return this.#eventTime();
    if (first <= 0xd3) return this.#numeric(first);
    if (first >= 0xdc) return this.#collection(first, depth);
    if (first >= 0xd9) return this.#take(this.#unsigned(1 << (first - 0xd9))).toString(this.#encoding);
    throw new RangeError(`unexpected byte 0x${first.toString(16)}`);
  }

  #numeric(first: number): unknown {
    if (first === 0xca) return this.#take(4).readFloatBE();
    if (first === 0xcb) return this.#take(8).readDoubleBE();
    if (first === 0xcf) return narrow(this.#take(8).readBigUInt64BE());
    if (first === 0xd3) return narrow(this.#take(8).readBigInt64BE());
    if (first >= 0xd0) return this.#signed(1 << (first - 0xd0));
    if (first >= 0xcc) return this.#unsigned(1 << (first - 0xcc));
    throw new RangeError(`unexpected byte 0x${first.toString(16)}`);
  }

  #collection(first: number, depth: number): unknown {
    const length = this.#unsigned(first % 2 === 0 ? 2 : 4);
    return first >= 0xde ? this.#map(length, depth) : this.#array(length, depth);
  }

  #eventTime(): EventTime {
    const bytes = this.#take(9);
    if (bytes[0] !== 0) throw new RangeError(`unexpected extension type ${bytes[0]}`);
    return new EventTime(bytes.readUInt32BE(1), bytes.readUInt32BE(5));
  }

  #array(length: number, depth: number): unknown[] {
    const values: unknown[] = [];
    for (let index = 0; index < length; index += 1) values.push(this.read(depth + 1));
    return values;
  }

  #map(length: number, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (let index = 0; index < length; index += 1) entries.push([String(this.read(depth + 1)), this.read(depth + 1)]);
    return Object.fromEntries(entries);
  }

  #unsigned(length: number): number {
    return this.#take(length).readUIntBE(0, length);
  }

  #signed(length: number): number {
    return this.#take(length).readIntBE(0, length);
  }

  #take(length: number): Buffer {
    if (this.at + length > this.#bytes.length) throw new Incomplete();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
