// MessagePack (github.com/msgpack/msgpack/blob/master/spec.md): bounded in depth and by the bytes at hand.
import { depthMax } from "../limits.js";
import { decodeError } from "./decode-error.js";
import { KeyCache } from "./key-cache.js";

const format = "MessagePack";
/** Texts up to this are made character by character, which is faster for the short keys of records. */
const shortTextMax = 24;

const keys = new KeyCache();

/** A value of an application's own type. */
export class Extension {
  readonly type: number;
  readonly data: Buffer;

  constructor(type: number, data: Buffer) {
    this.type = type;
    this.data = data;
  }
}

function asciiText(bytes: Buffer, at: number, length: number): string | undefined {
  let text = "";
  for (let index = at; index < at + length; index++) {
    const byte = bytes[index] ?? 128;
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Reads values one after the other from bytes that are all there. */
export class MessagePackReader {
  readonly bytes: Buffer;
  at: number;
  readonly #end: number;
  readonly #isBinaryText: boolean;
  #depth = 0;

  /** `isBinaryText`: binary data are text, as Ruby writes texts that name no encoding. */
  constructor(bytes: Buffer, at = 0, end: number = bytes.length, isBinaryText = false) {
    this.bytes = bytes;
    this.at = at;
    this.#end = end;
    this.#isBinaryText = isBinaryText;
  }

  get done(): boolean {
    return this.at >= this.#end;
  }

  /**
   * Reads the next value. Whole numbers beyond 2^53 are bigints, binary data are Buffers that share the memory, maps
   * are objects (keys that are no text are written as text).
   * @throws CollectorError `CW_COLLECTOR_DECODE` when the bytes end early, are not MessagePack, or nest too deep.
   */
  read(): unknown {
    const type = this.#byte();
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f);
    if (type < 0xa0) return this.#array(type & 0x0f);
    if (type < 0xc0) return this.#text(type & 0x1f);
    return type >= 0xe0 ? type - 256 : this.#typed(type);
  }

  #typed(type: number): unknown {
    if (type < 0xc4) return this.#constant(type);
    if (type < 0xc7) return this.#binaryOrText(this.#unsigned(1 << (type - 0xc4)));
    if (type < 0xca) return this.#extension(this.#unsigned(1 << (type - 0xc7)));
    if (type < 0xcc) return this.#float(type === 0xca ? 4 : 8);
    if (type < 0xd0) return this.#integer(1 << (type - 0xcc), false);
    if (type < 0xd4) return this.#integer(1 << (type - 0xd0), true);
    if (type < 0xd9) return this.#extension(1 << (type - 0xd4));
    if (type < 0xdc) return this.#text(this.#unsigned(1 << (type - 0xd9)));
    const count = this.#unsigned(type % 2 === 0 ? 2 : 4);
    return type < 0xde ? this.#array(count) : this.#map(count);
  }

  #constant(type: number): null | boolean {
    if (type === 0xc0) return null;
    if (type === 0xc1) throw decodeError(format, this.at - 1, "byte c1 is never used");
    return type === 0xc3;
  }

  #need(length: number): number {
    const start = this.at;
    if (length > this.#end - start)
      throw decodeError(format, start, `${length} more bytes are announced than there are`);
    this.at = start + length;
    return start;
  }

  #byte(): number {
    return this.bytes[this.#need(1)] ?? 0;
  }

  #unsigned(size: number): number {
    const start = this.#need(size);
    return this.bytes.readUIntBE(start, size);
  }

  #integer(size: number, signed: boolean): number | bigint {
    const start = this.#need(size);
    if (size < 8) return signed ? this.bytes.readIntBE(start, size) : this.bytes.readUIntBE(start, size);
    const value = signed ? this.bytes.readBigInt64BE(start) : this.bytes.readBigUInt64BE(start);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  #float(size: number): number {
    const start = this.#need(size);
    return size === 4 ? this.bytes.readFloatBE(start) : this.bytes.readDoubleBE(start);
  }

  #text(length: number): string {
    const start = this.#need(length);
    const short = length <= shortTextMax ? asciiText(this.bytes, start, length) : undefined;
    return short ?? this.bytes.toString("utf8", start, start + length);
  }

  #binaryOrText(length: number): Buffer | string {
    return this.#isBinaryText ? this.#text(length) : this.#binary(length);
  }

  #binary(length: number): Buffer {
    const start = this.#need(length);
    return this.bytes.subarray(start, start + length);
  }

  #extension(length: number): Extension {
    const type = this.#byte();
    return new Extension(type > 127 ? type - 256 : type, this.#binary(length));
  }

  /** Every element takes a byte at least, so a count beyond the bytes at hand is refused before anything is made. */
  #enter(count: number, bytesEach: number): void {
    if (++this.#depth > depthMax) throw decodeError(format, this.at, `more than ${depthMax} levels of nesting`);
    if (count * bytesEach > this.#end - this.at) {
      throw decodeError(format, this.at, `${count} elements are announced, more than there are bytes`);
    }
  }

  /** Keys are mostly short texts that came before. */
  #key(): string {
    const type = this.bytes[this.at] ?? 0;
    if (type < 0xa0 || type >= 0xc0) return keyText(this.read());
    const length = type & 0x1f;
    const start = this.at + 1;
    const known = start + length <= this.#end ? keys.find(this.bytes, start, length) : undefined;
    if (known === undefined) {
      const text = keyText(this.read());
      keys.add(this.bytes, start, length, text);
      return text;
    }
    this.at = start + length;
    return known;
  }

  #array(count: number): unknown[] {
    this.#enter(count, 1);
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(this.read());
    this.#depth--;
    return values;
  }

  #map(count: number): Record<string, unknown> {
    this.#enter(count, 2);
    const object: Record<string, unknown> = {};
    for (let index = 0; index < count; index++) {
      const key = this.#key();
      setMember(object, key, this.read());
    }
    this.#depth--;
    return object;
  }
}

function keyText(key: unknown): string {
  if (typeof key === "string") return key;
  if (Buffer.isBuffer(key)) return key.toString("utf8");
  return typeof key === "number" || typeof key === "bigint" || typeof key === "boolean" ? String(key) : "";
}

/** Sets a member of an object; `__proto__` too is only a name here. */
export function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else object[name] = value;
}

/**
 * Decodes one value that takes all of the bytes.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function decodeMessagePack(bytes: Buffer): unknown {
  const reader = new MessagePackReader(bytes);
  const value = reader.read();
  if (!reader.done) throw decodeError(format, reader.at, "bytes stand behind the value");
  return value;
}
