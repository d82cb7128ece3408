import type { Zone } from "./instant.js";

/** Parts of a point in time in a zone, as digits. */
interface Parts {
  date: string;
  clock: string;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function parts(ms: number, zone: Zone): Parts {
  const at = new Date(ms);
  if (zone === "utc") {
    const iso = at.toISOString();
    return { date: iso.slice(0, 10), clock: iso.slice(11, 23) };
  }
  const date = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const milliseconds = String(at.getMilliseconds()).padStart(3, "0");
  return { date, clock: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${milliseconds}` };
}

/** Date and time of day to the millisecond: `2015-10-18 18:01:47.978`. */
export function formatMoment(ms: number, zone: Zone): string {
  const { date, clock } = parts(ms, zone);
  return `${date} ${clock}`;
}

/** Date, and the time of day only as far as it says something: no seconds when they are zero. */
export function formatShort(ms: number, zone: Zone): string {
  const { date, clock } = parts(ms, zone);
  if (clock === "00:00:00.000") return date;
  if (clock.endsWith(":00.000")) return `${date} ${clock.slice(0, 5)}`;
  return `${date} ${clock.endsWith(".000") ? clock.slice(0, 8) : clock}`;
}

/** Date and time of day apart, so that a list can dim the part that repeats. */
export function momentParts(ms: number, zone: Zone): Parts {
  return parts(ms, zone);
}

/** Milliseconds since the epoch of an ISO 8601 time with up to nanoseconds; NaN when it is none. */
export function isoToMs(iso: string): number {
  return Date.parse(iso.replace(/(\.\d{3})\d+/, "$1"));
}

/** How long before `nowMs` a moment was, in words: `3 minutes ago`. */
export function formatAgo(ms: number, nowMs: number): string {
  const seconds = Math.round((nowMs - ms) / 1_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_557_600],
    ["month", 2_629_800],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(-Math.round(seconds / size), unit);
  }
  return words.format(-seconds, "second");
}

const dayMs = 86_400_000;
const tickSteps = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1_000,
  2_000,
  5_000,
  10_000,
  15_000,
  30_000,
  60_000,
  120_000,
  300_000,
  600_000,
  900_000,
  1_800_000,
  3_600_000,
  7_200_000,
  10_800_000,
  21_600_000,
  43_200_000,
  dayMs,
  dayMs * 2,
  dayMs * 7,
];
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200];

/** Round moments inside a range for an axis, about `ticksMax` at most, on the boundaries of the zone's clock. */
export function axisTicks(fromMs: number, toMs: number, ticksMax: number, zone: Zone): number[] {
  const wanted = (toMs - fromMs) / Math.max(1, ticksMax);
  const step = tickSteps.find((size) => size >= wanted);
  if (step === undefined) return monthTicks(fromMs, toMs, wanted, zone);
  const shift = zone === "utc" ? 0 : new Date(fromMs).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((fromMs - shift) / step) * step + shift; at < toMs; at += step) ticks.push(at);
  return ticks;
}

/** Months and years differ in length, so these ticks are counted in the calendar. */
function monthTicks(fromMs: number, toMs: number, wantedMs: number, zone: Zone): number[] {
  const step = monthSteps.find((months) => months * 30 * dayMs >= wantedMs) ?? 1_200;
  const from = new Date(fromMs);
  const first =
    zone === "utc" ? from.getUTCFullYear() * 12 + from.getUTCMonth() : from.getFullYear() * 12 + from.getMonth();
  const ticks: number[] = [];
  for (let month = Math.ceil(first / step) * step; ; month += step) {
    const at = zone === "utc" ? Date.UTC(0, month - 1_900 * 12) : new Date(0, month - 1_900 * 12).getTime();
    if (at >= toMs) return ticks;
    if (at >= fromMs) ticks.push(at);
  }
}

/** A tick's label: as fine as the distance between ticks. */
export function formatTick(ms: number, rangeMs: number, zone: Zone): string {
  const { date, clock } = parts(ms, zone);
  if (rangeMs > dayMs * 365 * 6) return date.slice(0, date.slice(5, 7) === "01" ? 4 : 7);
  if (rangeMs > dayMs * 365) return date.slice(0, 7);
  if (rangeMs > dayMs * 7) return date;
  if (rangeMs > dayMs) return clock.startsWith("00:00") ? date.slice(5) : `${date.slice(5)} ${clock.slice(0, 5)}`;
  if (rangeMs > 600_000) return clock.slice(0, 5);
  return rangeMs > 5_000 ? clock.slice(0, 8) : clock;
}
