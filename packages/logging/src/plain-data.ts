import { isPlainObject } from "./fields.js";
import { escapeControls } from "./json-text.js";
import { plainJson } from "./json-bytes.js";
import { DEPTH_MAX, ENTRIES_MAX, NODES_MAX, STRING_LENGTH_MAX } from "./limits.js";

let nodes = 0;

/**
 * The JSON text of a value that is plain data within all bounds; what `plainJson` does not take by the engine's own
 * `JSON.stringify`, which is half the cost of putting strings together here. Undefined for any other value: cycles, classes, BigInt, NaN, getters that throw, too deep, too wide.
 */
export function plainDataText(value: object): string | undefined {
  const written = plainJson(value);
  if (written !== undefined) return written;
  nodes = 0;
  try {
    return isPlain(value, 1) ? escapeControls(JSON.stringify(value)) : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: object, depth: number): boolean {
  if (depth > DEPTH_MAX) return false;
  if (Array.isArray(value)) return isPlainArray(value, depth);
  if (!isPlainObject(value)) return value instanceof Date && !Number.isNaN(value.getTime());
  let count = 0;
  // for…in makes no array of the keys; an inherited key would only make the value count as not plain
  for (const key in value) {
    count += 1;
    if (count > ENTRIES_MAX || !isPlainValue(value[key], depth)) return false;
  }
  return true;
}

function isPlainArray(values: readonly unknown[], depth: number): boolean {
  if (values.length > ENTRIES_MAX) return false;
  for (let index = 0; index < values.length; index += 1) {
    if (!isPlainValue(values[index], depth)) return false;
  }
  return true;
}

function isPlainValue(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
      return value.length <= STRING_LENGTH_MAX;
    case "number":
      return Number.isFinite(value);
    case "boolean":
    case "undefined":
      return true;
    case "object":
      nodes += 1;
      return value === null || (nodes <= NODES_MAX && isPlain(value, depth + 1));
    default:
      return false;
  }
}
