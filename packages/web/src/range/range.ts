import { type Zone, parseInstant } from "./instant.js";

/** A range of time as typed. */
export interface RangeText {
  from: string;
  to: string;
}

/** A range of time in milliseconds since the epoch, `to` excluded. */
export interface Range {
  fromMs: number;
  toMs: number;
}

/** What `from` says when the range is everything there is. */
export const wholeRange = "all";

/** A range offered by name. */
export interface Preset extends RangeText {
  label: string;
}

/** Ranges offered in the picker, shortest first. */
export const presets: readonly Preset[] = [
  { label: "Last 5 minutes", from: "now-5m", to: "now" },
  { label: "Last 15 minutes", from: "now-15m", to: "now" },
  { label: "Last hour", from: "now-1h", to: "now" },
  { label: "Last 6 hours", from: "now-6h", to: "now" },
  { label: "Last 24 hours", from: "now-1d", to: "now" },
  { label: "Last 7 days", from: "now-7d", to: "now" },
  { label: "Last 30 days", from: "now-30d", to: "now" },
  { label: "Everything", from: wholeRange, to: "now" },
];

/** Resolves a typed range; null when an end cannot be read, the ends are not in order, or it is {@link wholeRange}. */
export function resolveRange(text: RangeText, nowMs: number, zone: Zone): Range | null {
  const fromMs = parseInstant(text.from, nowMs, zone);
  const toMs = parseInstant(text.to, nowMs, zone);
  if (fromMs === null || toMs === null || fromMs >= toMs) return null;
  return { fromMs, toMs };
}

/** Writes a range as absolute times in UTC, so that it means the same to everybody who opens the address. */
export function absoluteRange(range: Range): RangeText {
  return { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

/** Moves a range by half its length, to earlier (-1) or later (1). */
export function shiftRange(range: Range, direction: -1 | 1): Range {
  const step = Math.max(1, Math.round((range.toMs - range.fromMs) / 2)) * direction;
  return { fromMs: range.fromMs + step, toMs: range.toMs + step };
}

/** Doubles a range about its middle. */
export function widenRange(range: Range): Range {
  const half = Math.max(1, Math.round((range.toMs - range.fromMs) / 2));
  return { fromMs: range.fromMs - half, toMs: range.toMs + half };
}

/** A range that holds both times with a little room, so that the first and last record do not touch the edge. */
export function rangeAround(oldestMs: number, newestMs: number): Range {
  const room = Math.max(1_000, Math.round((newestMs - oldestMs) * 0.01));
  return { fromMs: Math.floor(oldestMs) - room, toMs: Math.ceil(newestMs) + room };
}

const spans: readonly [string, number][] = [
  ["y", 31_536_000_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];

/** Writes a length of time with its two largest units: `2h 30m`, `45s`, `250ms`. */
export function formatSpan(ms: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(ms));
  for (const [unit, size] of spans) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "0s" : parts.join(" ");
}
