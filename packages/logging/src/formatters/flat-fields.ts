import { type Fields, isPlainObject } from "../fields.js";
import { DEPTH_MAX, ENTRIES_MAX } from "../limits.js";
import { extraFieldsOf, type LogRecord } from "../log-record.js";
import { displayText, valueText } from "../value-text.js";

/** Names the line uses itself; a field of such a name is written as `field.NAME`. */
const LINE_NAMES: ReadonlySet<string> = new Set(["time", "level", "logger", "message", "exception"]);

/** All fields of a record: the context's, the child's, the call's, and what was set on it. No name comes twice. */
export function mergedFields(record: LogRecord): Fields {
  const { contextFields: context, boundFields: bound, fields } = record;
  const extra = extraFieldsOf(record);
  if (context === undefined && bound === undefined && extra === undefined) return fields ?? NO_FIELDS;
  return { ...context?.fields, ...bound?.fields, ...fields, ...extra };
}

const NO_FIELDS: Fields = {};

/** The fields of a record as flat pairs: `{ a: { b: 1 } }` is `a.b`. */
export function fieldsOf(record: LogRecord): (readonly [string, unknown])[] {
  const pairs: [string, unknown][] = [];
  flatten(mergedFields(record), "", pairs, 0);
  return pairs;
}

function flatten(fields: Fields, prefix: string, pairs: [string, unknown][], depth: number): void {
  for (const key of Object.keys(fields)) {
    if (pairs.length >= ENTRIES_MAX) return;
    const value = read(fields, key);
    const name = prefix === "" && LINE_NAMES.has(key) ? `field.${key}` : prefix + key;
    if (isNested(value) && depth < DEPTH_MAX) flatten(value, `${name}.`, pairs, depth + 1);
    else if (value !== undefined) pairs.push([name, value]);
  }
}

function isNested(value: unknown): value is Fields {
  try {
    return isPlainObject(value) && Object.keys(value).length > 0;
  } catch {
    return false;
  }
}

function read(fields: Fields, key: string): unknown {
  try {
    return fields[key];
  } catch {
    return "[Unreadable]";
  }
}

/** A value without quotes: strings as they are, everything else as JSON. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) return value instanceof Date ? dateText(value) : valueText(value);
  return displayText(value);
}

function dateText(value: Date): string {
  return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
}
