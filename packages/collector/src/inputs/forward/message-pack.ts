// MessagePack, as far as the forward protocol uses it (https://github.com/msgpack/msgpack/blob/master/spec.md).
// Hostile lengths are answered by IncompleteError before anything is allocated for them.

/** The bytes end before the value does; `needed` are at least to come. */
export class IncompleteError extends Error {
  override readonly name = "IncompleteError";
  readonly needed: number;

  constructor(needed: number) {
    super(`${needed} more bytes are needed`);
    this.needed = needed;
  }
}

/** The bytes are no MessagePack, or nested too deeply. */
export class MessagePackError extends Error {
  override readonly name = "MessagePackError";
}

/** An extension value of a type that has no meaning here. */
export interface Extension {
  type: number;
  data: Buffer;
}

const depthMax = 64;

/** Reads values one after another. */
export class MessagePackReader {
  at: number;
  readonly #bytes: Buffer;
  #depth = 0;

  /** Reads from `at` on. */
  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** True when all bytes are read. */
  get atEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  /**
   * The next value: null, boolean, number, bigint (beyond 2^53), string, Buffer, array, object without a prototype, Date
   * never. Event times are bigint nanoseconds in an {@link Extension} of type 0.
   * @throws IncompleteError, MessagePackError
   */
  read(): unknown {
    const tag = this.#take(1).readUInt8();
    if (tag < 0x80) return tag;
    if (tag >= 0xe0) return tag - 0x100;
    if (tag < 0x90) return this.#map(tag & 0x0f);
    if (tag < 0xa0) return this.#array(tag & 0x0f);
    if (tag < 0xc0) return this.#text(tag & 0x1f);
    const reader = readers[tag];
    if (reader === undefined) throw new MessagePackError(`0x${tag.toString(16)} begins no value`);
    return reader(this);
  }

  /** An unsigned number of 1, 2 or 4 bytes. */
  size(bytes: 1 | 2 | 4): number {
    return this.#take(bytes).readUIntBE(0, bytes);
  }

  #take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.#bytes.length) throw new IncompleteError(end - this.#bytes.length);
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** `length` bytes as they are. */
  binary(length: number): Buffer {
    return this.#take(length);
  }

  #text(length: number): string {
    return this.#take(length).toString("utf8");
  }

  /** `length` bytes of UTF-8; what is none becomes U+FFFD. */
  text(length: number): string {
    return this.#text(length);
  }

  #array(length: number): unknown[] {
    this.#enter(length);
    const values: unknown[] = [];
    for (let index = 0; index < length; index += 1) values.push(this.read());
    this.#depth -= 1;
    return values;
  }

  /** An array of `length` values. */
  array(length: number): unknown[] {
    return this.#array(length);
  }

  #map(length: number): Record<string, unknown> {
    this.#enter(length * 2);
    const members = Object.create(null) as Record<string, unknown>;
    for (let index = 0; index < length; index += 1) {
      const key = keyText(this.read());
      members[key] = this.read();
    }
    this.#depth -= 1;
    return members;
  }

  /** An object of `length` members. */
  map(length: number): Record<string, unknown> {
    return this.#map(length);
  }

  // Each value has at least one byte.
  #enter(values: number): void {
    this.#depth += 1;
    if (this.#depth > depthMax) throw new MessagePackError(`nested deeper than ${depthMax}`);
    const left = this.#bytes.length - this.at;
    if (values > left) throw new IncompleteError(values - left);
  }

  /** An extension of `length` bytes. */
  extension(length: number): Extension {
    const type = this.#take(1).readInt8();
    return { type, data: this.#take(length) };
  }
}

function keyText(key: unknown): string {
  if (Buffer.isBuffer(key)) return key.toString("utf8");
  if (typeof key === "object" && key !== null) throw new MessagePackError("a key is no text");
  return String(key);
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const readers: Readonly<Partial<Record<number, (reader: MessagePackReader) => unknown>>> = {
  0xc0: () => null,
  0xc2: () => false,
  0xc3: () => true,
  0xc4: (reader) => reader.binary(reader.size(1)),
  0xc5: (reader) => reader.binary(reader.size(2)),
  0xc6: (reader) => reader.binary(reader.size(4)),
  0xc7: (reader) => reader.extension(reader.size(1)),
  0xc8: (reader) => reader.extension(reader.size(2)),
  0xc9: (reader) => reader.extension(reader.size(4)),
  0xca: (reader) => reader.binary(4).readFloatBE(),
  0xcb: (reader) => reader.binary(8).readDoubleBE(),
  0xcc: (reader) => reader.size(1),
  0xcd: (reader) => reader.size(2),
  0xce: (reader) => reader.size(4),
  0xcf: (reader) => exact(reader.binary(8).readBigUInt64BE()),
  0xd0: (reader) => reader.binary(1).readInt8(),
  0xd1: (reader) => reader.binary(2).readInt16BE(),
  0xd2: (reader) => reader.binary(4).readInt32BE(),
  0xd3: (reader) => exact(reader.binary(8).readBigInt64BE()),
  0xd4: (reader) => reader.extension(1),
  0xd5: (reader) => reader.extension(2),
  0xd6: (reader) => reader.extension(4),
  0xd7: (reader) => reader.extension(8),
  0xd8: (reader) => reader.extension(16),
  0xd9: (reader) => reader.text(reader.size(1)),
  0xda: (reader) => reader.text(reader.size(2)),
  0xdb: (reader) => reader.text(reader.size(4)),
  0xdc: (reader) => reader.array(reader.size(2)),
  0xdd: (reader) => reader.array(reader.size(4)),
  0xde: (reader) => reader.map(reader.size(2)),
  0xdf: (reader) => reader.map(reader.size(4)),
};

/** Texts, booleans, small numbers, arrays, objects and bytes as MessagePack: what answers and requests are made of. */
export function encodeMessagePack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.of(0xc0);
  if (typeof value === "boolean") return Buffer.of(value ? 0xc3 : 0xc2);
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "string") return withHead(0xdb, Buffer.from(value));
  if (value instanceof Uint8Array) return withHead(0xc6, Buffer.from(value));
  if (Array.isArray(value)) {
    return Buffer.concat([sized(0xdd, value.length), ...value.map((item) => encodeMessagePack(item))]);
  }
  const members = Object.entries(value as Record<string, unknown>);
  const parts = members.flatMap(([key, member]) => [encodeMessagePack(key), encodeMessagePack(member)]);
  return Buffer.concat([sized(0xdf, members.length), ...parts]);
}

function sized(tag: number, size: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(tag, 0);
  head.writeUInt32BE(size, 1);
  return head;
}

function withHead(tag: number, content: Buffer): Buffer {
  return Buffer.concat([sized(tag, content.length), content]);
}

function encodeNumber(value: number): Buffer {
  if (Number.isInteger(value) && value >= 0 && value <= 0xff_ff_ff_ff) return sized(0xce, value);
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(0xcb, 0);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}
