// Dates as Elasticsearch writes them: ISO 8601, epoch milliseconds, `now-1d/d`, `2026-01-31||+1M/d`.

import { parsingError } from "./elastic-error.js";
import { localToUtc, offsetMs } from "./time-zone.js";

/** How a date is read. */
export interface DateReading {
  nowMs: number;
  /** Zone of dates that name none, and of rounding. @default UTC */
  zone?: string | undefined;
  /** To the last millisecond of what is left open or rounded, rather than the first. */
  up?: boolean;
}

const dayMs = 86_400_000;
const fixedMs: Record<string, number> = { w: 7 * dayMs, d: dayMs, h: 3_600_000, H: 3_600_000, m: 60_000, s: 1000 };

/** Milliseconds since the epoch. @throws ElasticError when the text is no date */
export function readDate(value: unknown, reading: DateReading): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") throw parsingError(`failed to parse date field [${JSON.stringify(value)}]`);
  const [anchor, math] = splitMath(value);
  const start =
    anchor === "now" ? reading.nowMs : readAnchor(anchor, { ...reading, up: reading.up === true && math === "" });
  if (start === undefined)
    throw parsingError(`failed to parse date field [${value}] with format [strict_date_optional_time||epoch_millis]`);
  return applyMath(start, math, value, reading);
}

function splitMath(text: string): [anchor: string, math: string] {
  if (text.startsWith("now")) return ["now", text.slice(3)];
  const at = text.indexOf("||");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 2)];
}

const iso =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

function readAnchor(text: string, { zone = "UTC", up }: DateReading): number | undefined {
  if (/^-?\d{5,}$/.test(text)) return Number(text);
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, written] = match;
  const local = Date.UTC(
    Number(year),
    Number(month ?? 1) - 1,
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const start = local + Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
  const open = [month, day, hour, minute, second, fraction].findIndex((part) => part === undefined);
  const end = up === true && open !== -1 ? plus(start, 1, ["y", "M", "d", "h", "m", "s"][open] ?? "s") - 1 : start;
  return localToUtc(written ?? zone, end);
}

function applyMath(startMs: number, math: string, whole: string, reading: DateReading): number {
  const { zone = "UTC" } = reading;
  let [time, rest] = [startMs, math];
  while (rest !== "") {
    const match = /^(?:([+-])(\d{1,9})([yMwdhHms])|\/([yMwdhHms]))/.exec(rest);
    if (match === null)
      throw parsingError(`failed to parse date field [${whole}]: operator not supported for date math [${rest}]`);
    const [taken, sign, count, unit = "", rounding] = match;
    const local = time + offsetMs(zone, time);
    const moved =
      rounding === undefined
        ? plus(local, Number(`${sign}${count}`), unit)
        : round(local, rounding, reading.up === true);
    time = localToUtc(zone, moved);
    rest = rest.slice(taken.length);
  }
  return time;
}

/** Moves a local time, given as if it were UTC, by units of the calendar. */
export function plus(localMs: number, count: number, unit: string): number {
  const fixed = fixedMs[unit];
  if (fixed !== undefined) return localMs + count * fixed;
  const date = new Date(localMs);
  const months = count * (unit === "y" ? 12 : unit === "q" ? 3 : 1);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(new Date(first).getUTCFullYear(), new Date(first).getUTCMonth() + 1, 0)).getUTCDate();
  return first + (Math.min(date.getUTCDate(), last) - 1) * dayMs + (localMs - Math.floor(localMs / dayMs) * dayMs);
}

function round(localMs: number, unit: string, up: boolean): number {
  const start = floorTo(localMs, unit);
  return up ? plus(start, 1, unit) - 1 : start;
}

function floorTo(localMs: number, unit: string): number {
  const date = new Date(localMs);
  if (unit === "y") return Date.UTC(date.getUTCFullYear(), 0, 1);
  if (unit === "M") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const day = Math.floor(localMs / dayMs) * dayMs;
  if (unit === "w") return day - ((date.getUTCDay() + 6) % 7) * dayMs;
  const fixed = fixedMs[unit] ?? 1;
  return Math.floor(localMs / fixed) * fixed;
}
