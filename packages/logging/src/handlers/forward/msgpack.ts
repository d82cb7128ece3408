/** MessagePack, as much of it as the Fluentd forward protocol needs: https://github.com/msgpack/msgpack/blob/master/spec.md */
import { FORWARD_MESSAGE_DEPTH_MAX } from "../../limits.js";

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
  const parts: Uint8Array[] = [];
  write(parts, value, 0);
  return Buffer.concat(parts);
}

function write(parts: Uint8Array[], value: unknown, depth: number): void {
  if (depth > FORWARD_MESSAGE_DEPTH_MAX) return writeString(parts, "[Object]");
  if (value === null || value === undefined) parts.push(Buffer.of(0xc0));
  else if (typeof value === "boolean") parts.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === "string") writeString(parts, value);
  else if (typeof value === "number") writeNumber(parts, value);
  else if (typeof value === "bigint") writeBigInt(parts, value);
  else if (value instanceof EventTime) writeEventTime(parts, value);
  else if (value instanceof Uint8Array) writeBinary(parts, value);
  else if (Array.isArray(value)) writeArray(parts, value, depth);
  else if (typeof value === "object") writeMap(parts, Object.entries(value), depth);
  else parts.push(Buffer.of(0xc0));
}

function writeString(parts: Uint8Array[], text: string): void {
  const bytes = Buffer.from(text);
  const length = bytes.length;
  if (length < 32) parts.push(Buffer.of(0xa0 | length), bytes);
  else if (length < 0x100) parts.push(Buffer.of(0xd9, length), bytes);
  else if (length < 0x1_0000) parts.push(withUint16(0xda, length), bytes);
  else parts.push(withUint32(0xdb, length), bytes);
}

function writeBinary(parts: Uint8Array[], bytes: Uint8Array): void {
  if (bytes.length < 0x100) parts.push(Buffer.of(0xc4, bytes.length), bytes);
  else if (bytes.length < 0x1_0000) parts.push(withUint16(0xc5, bytes.length), bytes);
  else parts.push(withUint32(0xc6, bytes.length), bytes);
}

function writeNumber(parts: Uint8Array[], value: number): void {
  if (!Number.isSafeInteger(value)) {
    const double = Buffer.alloc(9);
    double[0] = 0xcb;
    double.writeDoubleBE(value, 1);
    parts.push(double);
  } else if (value >= 0) writeUnsigned(parts, value);
  else writeNegative(parts, value);
}

function writeUnsigned(parts: Uint8Array[], value: number): void {
  if (value < 0x80) parts.push(Buffer.of(value));
  else if (value < 0x100) parts.push(Buffer.of(0xcc, value));
  else if (value < 0x1_0000) parts.push(withUint16(0xcd, value));
  else if (value < 0x1_0000_0000) parts.push(withUint32(0xce, value));
  else writeBigInt(parts, BigInt(value));
}

function writeNegative(parts: Uint8Array[], value: number): void {
  if (value >= -32) parts.push(Buffer.of(0x100 + value));
  else writeBigInt(parts, BigInt(value));
}

function writeBigInt(parts: Uint8Array[], value: bigint): void {
  const bytes = Buffer.alloc(9);
  if (value >= 0n && value < 1n << 64n) {
    bytes[0] = 0xcf;
    bytes.writeBigUInt64BE(value, 1);
  } else if (value < 0n && value >= -(1n << 63n)) {
    bytes[0] = 0xd3;
    bytes.writeBigInt64BE(value, 1);
  } else return writeString(parts, value.toString());
  parts.push(bytes);
}

function writeEventTime(parts: Uint8Array[], time: EventTime): void {
  const bytes = Buffer.alloc(10);
  bytes[0] = 0xd7;
  bytes.writeUInt32BE(time.seconds >>> 0, 2);
  bytes.writeUInt32BE(time.nanoseconds, 6);
  parts.push(bytes);
}

function writeArray(parts: Uint8Array[], values: readonly unknown[], depth: number): void {
  const { length } = values;
  if (length < 16) parts.push(Buffer.of(0x90 | length));
  else if (length < 0x1_0000) parts.push(withUint16(0xdc, length));
  else parts.push(withUint32(0xdd, length));
  for (const value of values) write(parts, value, depth + 1);
}

function writeMap(parts: Uint8Array[], entries: readonly (readonly [string, unknown])[], depth: number): void {
  const { length } = entries;
  if (length < 16) parts.push(Buffer.of(0x80 | length));
  else if (length < 0x1_0000) parts.push(withUint16(0xde, length));
  else parts.push(withUint32(0xdf, length));
  for (const [key, value] of entries) {
    writeString(parts, key);
    write(parts, value, depth + 1);
  }
}

function withUint16(first: number, value: number): Buffer {
  return Buffer.of(first, value >>> 8, value & 0xff);
}

function withUint32(first: number, value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = first;
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

/** Reads one value off the front of bytes that may still be incomplete. */
export interface Decoded {
  value: unknown;
  /** Bytes the value took. */
  length: number;
}

/** Says that the bytes end inside a value. */
class Incomplete extends Error {}

/**
 * Decodes the first value, or answers undefined when the bytes end before it does.
 * @throws Error when the bytes are not MessagePack as this protocol uses it.
 */
export function decode(bytes: Uint8Array): Decoded | undefined {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(depth: number): unknown {
    if (depth > FORWARD_MESSAGE_DEPTH_MAX) throw new RangeError("nested too deeply");
    const first = this.#unsigned(1);
    if (first < 0x80) return first;
    if (first < 0x90) return this.#map(first & 0x0f, depth);
    if (first < 0xa0) return this.#array(first & 0x0f, depth);
    if (first < 0xc0) return this.#take(first & 0x1f).toString();
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
    if (first >= 0xd9) return this.#take(this.#unsigned(1 << (first - 0xd9))).toString();
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
