/**
 * Python's pickle, protocol 2, of plain data: what a Python program with the usual `SocketHandler` receiver reads.
 * Only written here, never read: unpickling runs code.
 */
import { FORWARD_MESSAGE_DEPTH_MAX } from "../limits.js";
import { valueText } from "../value-text.js";

/** Encodes null, booleans, numbers, strings, arrays and objects; anything else as its text. */
export function pickle(value: unknown): Buffer {
  const parts: Uint8Array[] = [Buffer.of(0x80, 2)];
  write(parts, value, 0);
  parts.push(Buffer.from("."));
  return Buffer.concat(parts);
}

function write(parts: Uint8Array[], value: unknown, depth: number): void {
  if (depth > FORWARD_MESSAGE_DEPTH_MAX) writeString(parts, "[Object]");
  else if (value === null || value === undefined) parts.push(Buffer.from("N"));
  else if (typeof value === "boolean") parts.push(Buffer.of(value ? 0x88 : 0x89));
  else if (typeof value === "string") writeString(parts, value);
  else if (typeof value === "number") writeNumber(parts, value);
  else if (typeof value === "bigint") parts.push(Buffer.from(`L${value}L\n`));
  else if (Array.isArray(value)) writeList(parts, value, depth);
  else if (isDictionary(value)) writeDictionary(parts, value, depth);
  else writeString(parts, valueText(value));
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  const prototype: unknown = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}

function writeString(parts: Uint8Array[], text: string): void {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.write("X");
  head.writeUInt32LE(bytes.length, 1);
  parts.push(head, bytes);
}

function writeNumber(parts: Uint8Array[], value: number): void {
  if (!Number.isSafeInteger(value)) {
    const bytes = Buffer.alloc(9);
    bytes.write("G");
    bytes.writeDoubleBE(value, 1);
    parts.push(bytes);
  } else if (value >= -0x8000_0000 && value < 0x8000_0000) {
    const bytes = Buffer.alloc(5);
    bytes.write("J");
    bytes.writeInt32LE(value, 1);
    parts.push(bytes);
  } else parts.push(Buffer.from(`L${value}L\n`));
}

function writeList(parts: Uint8Array[], values: readonly unknown[], depth: number): void {
  parts.push(Buffer.from("]("));
  for (const value of values) write(parts, value, depth + 1);
  parts.push(Buffer.from("e"));
}

function writeDictionary(parts: Uint8Array[], values: Readonly<Record<string, unknown>>, depth: number): void {
  parts.push(Buffer.from("}("));
  for (const [key, value] of Object.entries(values)) {
    writeString(parts, key);
    write(parts, value, depth + 1);
  }
  parts.push(Buffer.from("u"));
}
