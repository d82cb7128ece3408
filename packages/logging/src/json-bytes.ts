import { isPlainObject } from "./fields.js";
import { escapeControls } from "./json-text.js";
import { DEPTH_MAX, ENTRIES_MAX, JSON_BYTES_MAX } from "./limits.js";

/**
 * Writes plain data as JSON into one reused block of bytes, and looks at it on the way: whether it is plain, within its
 * bounds, and without characters that must be escaped. One pass costs as much as the engine's `JSON.stringify` alone.
 */
const block = Buffer.allocUnsafeSlow(JSON_BYTES_MAX);

/** What a position is when the value cannot be written here. */
const REFUSED = -1;

const NOTHING = {};

/** Room that a number, a literal or a bracket takes at most. */
const ROOM = 64;

/** Longer strings are looked at by a regular expression and copied as a whole (measured, Node 20). */
const COPIED_LENGTH_MIN = 40;
const UNSAFE = /[^ !#-[\]-~\u00a0-\u00ff]/;

/**
 * The JSON text of plain data that is made of objects, arrays, strings, finite numbers, booleans and null. Undefined for
 * everything else: other objects, cycles (they are too deep), and what is larger than the block.
 */
export function plainJson(value: object): string | undefined {
  try {
    if (isPatched()) return undefined;
    const end = writeObject(value, 0, 1);
    return end === REFUSED ? undefined : block.toString("latin1", 0, end);
  } catch {
    return undefined;
  }
}

/** Whether somebody has given all objects an enumerable property. */
function isPatched(): boolean {
  for (const _ in NOTHING) return true;
  return false;
}

function writeValue(value: unknown, at: number, depth: number): number {
  if (typeof value === "string") return writeString(value, at);
  if (typeof value === "number") return writeNumber(value, at);
  if (typeof value === "boolean") return writeAscii(value ? "true" : "false", at);
  if (value === null) return writeAscii("null", at);
  return typeof value === "object" ? writeObject(value, at, depth + 1) : REFUSED;
}

function writeObject(value: object, at: number, depth: number): number {
  if (depth > DEPTH_MAX || at > JSON_BYTES_MAX - ROOM) return REFUSED;
  if (Array.isArray(value)) return writeArray(value, at, depth);
  return isPlainObject(value) ? writeProperties(value, at, depth) : REFUSED;
}

function writeProperties(value: Record<string, unknown>, start: number, depth: number): number {
  let at = start;
  let count = 0;
  block[at++] = 123;
  // for…in makes no array of the keys; what it would inherit from a patched Object.prototype was looked for before
  for (const key in value) {
    const property = value[key];
    if (property === undefined) continue;
    if (count > 0) block[at++] = 44;
    count += 1;
    if (count > ENTRIES_MAX) return REFUSED;
    at = writeString(key, at);
    if (at === REFUSED) return REFUSED;
    block[at++] = 58;
    at = writeValue(property, at, depth);
    if (at === REFUSED || at > JSON_BYTES_MAX - ROOM) return REFUSED;
  }
  block[at++] = 125;
  return at;
}

function writeArray(values: readonly unknown[], start: number, depth: number): number {
  if (values.length > ENTRIES_MAX) return REFUSED;
  let at = start;
  block[at++] = 91;
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) block[at++] = 44;
    at = writeValue(values[index] ?? null, at, depth);
    if (at === REFUSED || at > JSON_BYTES_MAX - ROOM) return REFUSED;
  }
  block[at++] = 93;
  return at;
}

function writeNumber(value: number, at: number): number {
  if (!Number.isFinite(value)) return REFUSED;
  return writeAscii(String(value), at);
}

function writeAscii(text: string, start: number): number {
  let at = start;
  for (let index = 0; index < text.length; index += 1) block[at++] = text.charCodeAt(index);
  return at;
}

function writeString(text: string, start: number): number {
  const { length } = text;
  if (start + length * 2 > JSON_BYTES_MAX - ROOM) return REFUSED;
  if (length >= COPIED_LENGTH_MIN) return writeLongString(text, start);
  let at = start;
  block[at++] = 34;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 || (code > 126 && code < 160) || code > 255) return writeEscaped(text, start);
    if (code === 34 || code === 92) block[at++] = 92;
    block[at++] = code;
  }
  block[at++] = 34;
  return at;
}

function writeLongString(text: string, start: number): number {
  if (UNSAFE.test(text)) return writeEscaped(text, start);
  block[start] = 34;
  const end = start + 1 + block.write(text, start + 1, "latin1");
  block[end] = 34;
  return end + 1;
}

/** What the escapes cannot bring into Latin-1, as the block is read, is refused: then the engine writes the whole. */
function writeEscaped(text: string, at: number): number {
  const json = escapeControls(JSON.stringify(text));
  if (/[^\u0000-\u00ff]/.test(json) || at + json.length > JSON_BYTES_MAX - ROOM) return REFUSED;
  return at + block.write(json, at, "latin1");
}
