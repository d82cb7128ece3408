import { isPlainObject } from "./fields.js";
import { quoted } from "./json-text.js";
import { plainDataText } from "./plain-data.js";
import { DEPTH_MAX, ENTRIES_MAX, FIELD_NAMES_CACHED_MAX, NODES_MAX, STACK_LENGTH_MAX } from "./limits.js";

/** How much of a value has been written already, and what lies above the place. */
interface Progress {
  nodes: number;
  ancestors: object[];
}

/** For values that have nothing below them. */
const NO_PROGRESS: Progress = { nodes: 0, ancestors: [] };

/**
 * Any value as JSON text: bounded, and never a fault. Cycles, functions, symbols, BigInt, Map, Set, Date, bytes,
 * errors, throwing getters and revoked proxies have a text of their own.
 */
export function valueText(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return plainDataText(value) ?? write(value, { nodes: 0, ancestors: [] });
  }
  return write(value, NO_PROGRESS);
}

/** A value as it stands in a message: strings as they are, objects with a `toString` of their own by it, else JSON. */
export function displayText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    const own: unknown = Reflect.get(value, "toString");
    if (typeof own === "function" && own !== Object.prototype.toString && !Array.isArray(value)) return textOf(value);
  } catch {
    return valueText(value);
  }
  return valueText(value);
}

/** By its own `toString`; only for objects that have one. */
function textOf(value: { toString(): string }): string {
  return value.toString();
}

/** A value for a programmer's eye (`%r`): strings in single quotes as Python writes them. */
export function reprText(value: unknown): string {
  if (typeof value !== "string") return displayText(value);
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
  return value.includes("'") && !value.includes('"') ? `"${inner}"` : `'${inner.replaceAll("'", "\\'")}'`;
}

function write(value: unknown, progress: Progress): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
      return "null";
    case "object":
      return value === null ? "null" : guarded(value, progress);
    case "bigint":
      return `"${value}"`;
    case "symbol":
      return quoted(value.toString());
    default:
      return quoted(`[Function: ${(value as { name: string }).name || "anonymous"}]`);
  }
}

/** Within its bounds; a fault on the way is written in the value's place. */
function guarded(value: object, progress: Progress): string {
  const { ancestors } = progress;
  progress.nodes += 1;
  if (progress.nodes > NODES_MAX) return '"[…]"';
  if (ancestors.includes(value)) return '"[Circular]"';
  if (ancestors.length >= DEPTH_MAX) return '"[…]"';
  const depth = ancestors.push(value);
  try {
    return object(value, progress);
  } catch (error) {
    return quoted(`[Unreadable: ${reason(error)}]`);
  } finally {
    ancestors.length = depth - 1;
  }
}

function reason(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "unknown";
  }
}

function object(value: object, progress: Progress): string {
  if (Array.isArray(value)) return array(value, progress);
  if (isPlainObject(value)) return properties(value, progress);
  const writer = WRITERS.find(([type]) => value instanceof type);
  if (writer !== undefined) return writer[1](value, progress);
  if (ArrayBuffer.isView(value)) return bytes(value);
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? write(toJSON.call(value), progress) : properties(value, progress);
}

/** What writes the objects of a class. */
type Writer = readonly [new (...args: never[]) => object, (value: object, progress: Progress) => string];

const WRITERS: readonly Writer[] = [
  [Date, (value) => dateText(value as Date)],
  [Error, (value, progress) => errorText(value as Error, progress)],
  [Map, (value, progress) => mapText(value as Map<unknown, unknown>, progress)],
  [Set, (value, progress) => array(first(value as Set<unknown>), progress, (value as Set<unknown>).size)],
  [RegExp, (value) => quoted((value as RegExp).toString())],
  [URL, (value) => quoted((value as URL).href)],
  [Promise, () => '"[Promise]"'],
];

function dateText(value: Date): string {
  return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${value.toISOString()}"`;
}

/** The first values of an iterable, one more than are written. */
function first<T>(values: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.push(value) > ENTRIES_MAX) break;
  }
  return taken;
}

function array(values: readonly unknown[], progress: Progress, size = values.length): string {
  const count = Math.min(values.length, ENTRIES_MAX);
  let text = "[";
  for (let index = 0; index < count; index += 1) {
    text += index === 0 ? write(values[index], progress) : `,${write(values[index], progress)}`;
  }
  return size > ENTRIES_MAX ? `${text},"… ${size - ENTRIES_MAX} more"]` : `${text}]`;
}

/** An object's own properties; a getter that throws costs only its own value. */
function properties(value: object, progress: Progress): string {
  const keys = Object.keys(value);
  const count = Math.min(keys.length, ENTRIES_MAX);
  let text = "";
  for (let index = 0; index < count; index += 1) {
    const key = keys[index] as string;
    const property = read(value, key);
    if (property === undefined) continue;
    if (key === "toJSON" && typeof property === "function") return write(property.call(value), progress);
    text += keyText(key) + write(property, progress);
  }
  if (keys.length > count) text += `,"…":"${keys.length - count} more"`;
  return `{${text.slice(1)}}`;
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch (error) {
    return `[Unreadable: ${reason(error)}]`;
  }
}

const keyTexts = new Map<string, string>();

/** A comma, the key and a colon. */
function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = `,${quoted(key)}:`;
  if (keyTexts.size < FIELD_NAMES_CACHED_MAX) keyTexts.set(key, text);
  return text;
}

function mapText(value: ReadonlyMap<unknown, unknown>, progress: Progress): string {
  let text = "";
  for (const [key, entry] of first(value).slice(0, ENTRIES_MAX)) {
    text += `,${quoted(displayText(key))}:${write(entry, progress)}`;
  }
  if (value.size > ENTRIES_MAX) text += `,"…":"${value.size - ENTRIES_MAX} more"`;
  return `{${text.slice(1)}}`;
}

function bytes(value: ArrayBufferView): string {
  const all = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const shown = all.subarray(0, ENTRIES_MAX).toString("base64");
  return quoted(all.length > ENTRIES_MAX ? `${shown}… ${all.length} bytes` : shown);
}

const STANDARD_PROPERTIES: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);

let lastStack = "";
let lastStackText = ',"stacktrace":""';

/** Faults come in bursts from one place: the last stack's text is kept, as escaping one is most of what an error costs. */
function stackText(stack: string): string {
  if (stack === lastStack) return lastStackText;
  const text = `,"stacktrace":${quoted(stack.slice(0, STACK_LENGTH_MAX))}`;
  if (stack.length > STACK_LENGTH_MAX) return text;
  lastStack = stack;
  lastStackText = text;
  return text;
}

/** By the OpenTelemetry names `type`, `message` and `stacktrace`; then its own properties, its cause and its errors. */
function errorText(error: Error, progress: Progress): string {
  let text = `"type":${write(read(error, "name"), progress)},"message":${write(read(error, "message"), progress)}`;
  const stack = read(error, "stack");
  if (typeof stack === "string") text += stackText(stack);
  for (const key of Object.keys(error).slice(0, ENTRIES_MAX)) {
    if (!STANDARD_PROPERTIES.has(key)) text += keyText(key) + write(read(error, key), progress);
  }
  const cause = read(error, "cause");
  if (cause !== undefined) text += `,"cause":${write(cause, progress)}`;
  const errors = error instanceof AggregateError ? read(error, "errors") : undefined;
  return errors === undefined ? `{${text}}` : `{${text},"errors":${write(errors, progress)}}`;
}
