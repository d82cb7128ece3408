// MessagePack for what a server answers: texts, binary data, numbers, booleans, nil, arrays, maps.

function head(size: number, small: number, smallMax: number, large: readonly [number, number, number]): Buffer {
  if (size <= smallMax) return Buffer.from([small | size]);
  const [one, two, four] = large;
  if (one !== 0 && size < 256) return Buffer.from([one, size]);
  if (size < 65_536) return Buffer.from([two, size >> 8, size & 255]);
  const bytes = Buffer.alloc(5, four);
  bytes.writeUInt32BE(size, 1);
  return bytes;
}

function encodeNumber(value: number): Buffer {
  if (Number.isInteger(value) && value >= 0 && value < 128) return Buffer.from([value]);
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeBigint(value: bigint): Buffer {
  const bytes = Buffer.alloc(9, value < 0n ? 0xd3 : 0xcf);
  if (value < 0n) bytes.writeBigInt64BE(value, 1);
  else bytes.writeBigUInt64BE(value, 1);
  return bytes;
}

function encodeObject(value: object): Buffer {
  if (value instanceof Uint8Array) return Buffer.concat([head(value.length, 0, -1, [0xc4, 0xc5, 0xc6]), value]);
  if (Array.isArray(value)) {
    return Buffer.concat([head(value.length, 0x90, 15, [0, 0xdc, 0xdd]), ...value.map(encodeMessagePack)]);
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const parts = entries.flatMap(([key, member]) => [encodeMessagePack(key), encodeMessagePack(member)]);
  return Buffer.concat([head(entries.length, 0x80, 15, [0, 0xde, 0xdf]), ...parts]);
}

/** Encodes a value; what MessagePack has no type for (functions, symbols) becomes nil. */
export function encodeMessagePack(value: unknown): Buffer {
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return Buffer.concat([head(text.length, 0xa0, 31, [0xd9, 0xda, 0xdb]), text]);
  }
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "bigint") return encodeBigint(value);
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  return typeof value === "object" && value !== null ? encodeObject(value) : Buffer.from([0xc0]);
}
