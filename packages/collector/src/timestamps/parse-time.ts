// The time that a field's value names: an ISO text, any timestamp a log line could start with, or an epoch number.
import type { ParseContext } from "../parsers/parsed-line.js";
import { code } from "./characters.js";
import { nanosecondsOfEpoch } from "./epoch.js";
import { toNanoseconds } from "./moment.js";
import { scanTimestamp } from "./timestamp.js";

/** Longer texts are not times. */
const timeTextMax = 64;

function timeOfText(value: string, context: ParseContext): bigint | undefined {
  if (value.length === 0 || value.length > timeTextMax) return undefined;
  const text = value.trim();
  const start = text.charCodeAt(0) === code.openSquare ? 1 : 0;
  const found = scanTimestamp(text, start, context);
  if (found !== undefined && found.end >= text.length - start) return found.time;
  return nanosecondsOfEpoch(text);
}

/** The commonest case, without a text in between. */
function timeOfMilliseconds(value: number): bigint {
  const seconds = Math.floor(value / 1000);
  return toNanoseconds(seconds, (value - seconds * 1000) * 1_000_000);
}

function timeOfNumber(value: number): bigint | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e19) return undefined;
  if (Number.isInteger(value) && value >= 1e11 && value < 1e14) return timeOfMilliseconds(value);
  return nanosecondsOfEpoch(Number.isInteger(value) ? BigInt(value).toString() : String(value));
}

function timeOfDate(value: Date): bigint | undefined {
  const milliseconds = value.getTime();
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n;
}

/**
 * Nanoseconds since the epoch of a field's value, or `undefined` when the value names no time. Numbers count seconds,
 * milliseconds, microseconds or nanoseconds by their size. Never throws.
 */
export function parseTime(value: unknown, context: ParseContext): bigint | undefined {
  if (typeof value === "string") return timeOfText(value, context);
  if (typeof value === "number") return timeOfNumber(value);
  if (typeof value === "bigint") return nanosecondsOfEpoch(value.toString());
  if (value instanceof Date) return timeOfDate(value);
  return undefined;
}
