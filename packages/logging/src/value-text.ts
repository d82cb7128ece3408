import { isPlainObject } from "./fields.js";
import { quoted } from "./json-text.js";
import { DEPTH_MAX, ENTRIES_MAX, NODES_MAX } from "./limits.js";

/** How much of a value has been written already, and what lies above the place. */
interface Progress {
  nodes: number;
  ancestors: object[];
}

/**
 * Any value as JSON text: bounded, and never a fault. Cycles, functions, symbols, BigInt, Map, Set, Date, bytes,
 * errors, throwing getters and revoked proxies have a text of their own.
 */
export function valueText(value: unknown): string {
  return write(value, { nodes: 0, ancestors: [] });
}

/** A value as it stands in a message: strings as they are, objects with a `toString` of their own by it, else JSON. */
export function displayText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    const own: unknown = Reflect.get(value, "toString");
    if (typeof own === "function" && own !== Object.prototype.toString && !Array.isArray(value)) return String(value);
  } catch {
    return valueText(value);
  }
  return valueText(value);
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
    default:
      return describe(value as symbol | (() => unknown));
  }
}

function describe(value: symbol | (() => unknown)): string {
  return quoted(typeof value === "symbol" ? value.toString() : `[Function: ${value.name || "anonymous"}]`);
}

function guarded(value: object, progress: Progress): string {
  progress.nodes += 1;
  if (progress.nodes > NODES_MAX) return '"[…]"';
  if (progress.ancestors.includes(value)) return '"[Circular]"';
  if (progress.ancestors.length >= DEPTH_MAX) return Array.isArray(value) ? '"[Array]"' : '"[Object]"';
  progress.ancestors.push(value);
  try {
    return object(value, progress);
  } catch (error) {
    return quoted(`[Unreadable: ${reason(error)}]`);
  } finally {
    progress.ancestors.pop();
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
  if (Array.isArray(value)) return list(value, value.length, progress);
  if (isPlainObject(value)) return entries(Object.keys(value), (key) => value[key], progress);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${value.toISOString()}"`;
  if (value instanceof Error) return errorObject(value, progress);
  if (value instanceof Map) return map(value, progress);
  if (value instanceof Set) return list(value, value.size, progress);
  if (ArrayBuffer.isView(value)) return bytes(value);
  if (value instanceof RegExp || value instanceof URL) return quoted(String(value));
  if ("toJSON" in value && typeof value.toJSON === "function") return write(value.toJSON(), progress);
  return entries(Object.keys(value), (key) => Reflect.get(value, key), progress);
}

function list(values: Iterable<unknown>, size: number, progress: Progress): string {
  const parts: string[] = [];
  for (const value of values) {
    if (parts.length >= ENTRIES_MAX) {
      parts.push(`"… ${size - ENTRIES_MAX} more"`);
      break;
    }
    parts.push(write(value, progress));
  }
  return `[${parts.join(",")}]`;
}

function map(value: ReadonlyMap<unknown, unknown>, progress: Progress): string {
  const named = new Map([...value.keys()].slice(0, ENTRIES_MAX + 1).map((key) => [displayText(key), key]));
  return entries([...named.keys()], (key) => value.get(named.get(key)), progress);
}

function entries(keys: readonly string[], read: (key: string) => unknown, progress: Progress): string {
  let text = "";
  for (const [index, key] of keys.entries()) {
    if (index >= ENTRIES_MAX) return `{${text},"…":"${keys.length - ENTRIES_MAX} more"}`;
    const value = attempt(key, read);
    if (value !== undefined) text += `${text === "" ? "" : ","}${quoted(key)}:${write(value, progress)}`;
  }
  return `{${text}}`;
}

function attempt(key: string, read: (key: string) => unknown): unknown {
  try {
    return read(key);
  } catch (error) {
    return `[Unreadable: ${reason(error)}]`;
  }
}

function bytes(value: ArrayBufferView): string {
  const all = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const shown = all.subarray(0, ENTRIES_MAX).toString("base64");
  return quoted(all.length > ENTRIES_MAX ? `${shown}… ${all.length} bytes` : shown);
}

function errorObject(error: Error, progress: Progress): string {
  const own = Object.keys(error).filter((key) => !["name", "message", "stack", "cause", "errors"].includes(key));
  const keys = ["type", "message", "stacktrace", ...own, "cause", "errors"];
  const fixed: Record<string, () => unknown> = {
    type: () => error.name,
    message: () => error.message,
    stacktrace: () => error.stack,
    cause: () => error.cause,
    errors: () => (error instanceof AggregateError ? error.errors : undefined),
  };
  return entries(keys, (key) => (Object.hasOwn(fixed, key) ? fixed[key]?.() : Reflect.get(error, key)), progress);
}
