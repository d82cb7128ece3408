// Local time of a zone, as Intl knows it.

import { argumentError } from "./elastic-error.js";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const parts = {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    } as const;
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", era: "short", ...parts });
    if (formats.size < formatsMax) formats.set(zone, format);
    return format;
  } catch {
    throw argumentError(`unknown time zone [${zone.slice(0, 40)}]`);
  }
}

/** Zones whose formats are kept: making one takes longer than using it. */
const formatsMax = 100;

/** How far local time is ahead of UTC at a moment, in milliseconds. Takes names of zones, `Z` and `+01:00`. */
export function offsetMs(zone: string, atMs: number): number {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed !== null) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
  if (zone === "Z" || zone === "UTC") return 0;
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: string): number => Number(parts[name]);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return local - Math.floor(atMs / 1000) * 1000;
}

/** The moment at which a zone's clocks show a local time, given as if it were UTC. */
export function localToUtc(zone: string, localMs: number): number {
  const guess = localMs - offsetMs(zone, localMs);
  return localMs - offsetMs(zone, guess);
}

/** The name as the search language takes it. */
export function zoneName(zone: string): string {
  return zone === "Z" ? "UTC" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
}
