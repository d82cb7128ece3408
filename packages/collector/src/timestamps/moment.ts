// A timestamp while it is being scanned: its fields, and their turning into nanoseconds.
import { daysOf, isDate, yearOf } from "./calendar.js";
import type { Zone } from "./zone.js";

/** No year stands in the timestamp. */
export const noYear = -1;
/** No date stands in the timestamp, only a time of day. */
export const noDate = -2;

const daySeconds = 86_400;
/** Years that the store's nanoseconds reach; others (the zero time of Go and .NET) are no timestamps. */
const yearMin = 1900;
const yearMax = 2261;
/** A leap day is looked for this many years back (1900 and 2100 have none). */
const leapYearsBack = 8;

/** The fields of a timestamp as they stand in the text, and where the scan is. */
export class Moment {
  text = "";
  /** Where the scan is; after a success, behind the timestamp. */
  at = 0;
  year: number = noYear;
  month = 0;
  day = 0;
  hour = 0;
  minute = 0;
  second = 0;
  nanos = 0;
  /** Seconds east of UTC; NaN where the timestamp names no zone. */
  offset: number = Number.NaN;

  /** Forgets the last timestamp and starts at `at`. */
  start(text: string, at: number): void {
    this.text = text;
    this.at = at;
    this.year = noYear;
    this.month = 0;
    this.day = 0;
    this.hour = 0;
    this.minute = 0;
    this.second = 0;
    this.nanos = 0;
    this.offset = Number.NaN;
  }

  /** Sets the date, and says whether the calendar has it (in some year, if it has no year). */
  setDate(year: number, month: number, day: number): boolean {
    this.year = year;
    this.month = month;
    this.day = day;
    if (year === noYear) return isDate(2000, month, day);
    return year >= yearMin && year <= yearMax && isDate(year, month, day);
  }
}

function secondsInYear(moment: Moment, year: number): number {
  const days = daysOf(year, moment.month, moment.day);
  return days * daySeconds + moment.hour * 3600 + moment.minute * 60 + moment.second;
}

function toEpoch(moment: Moment, wallSeconds: number, zone: Zone): number {
  return Number.isNaN(moment.offset) ? zone.toEpoch(wallSeconds) : wallSeconds - moment.offset;
}

/** The year of the last call, because lines that arrive together ask the same. */
let lastLatest = Number.NaN;
let lastZone: Zone | undefined;
let lastYear = 0;

/** The latest year in which the timestamp is not in the future by more than a day. */
function secondsWithoutYear(moment: Moment, nowSeconds: number, zone: Zone): number {
  const latest = nowSeconds + daySeconds;
  if (latest !== lastLatest || zone !== lastZone) {
    lastLatest = latest;
    lastZone = zone;
    lastYear = yearOf(zone.toWall(latest));
  }
  const year = lastYear;
  for (let candidate = year; candidate > year - leapYearsBack; candidate--) {
    if (!isDate(candidate, moment.month, moment.day)) continue;
    const seconds = toEpoch(moment, secondsInYear(moment, candidate), zone);
    if (seconds <= latest) return seconds;
  }
  return toEpoch(moment, secondsInYear(moment, year), zone);
}

/** A time of day: today's, or yesterday's when that would be in the future by more than an hour. */
function secondsWithoutDate(moment: Moment, nowSeconds: number, zone: Zone): number {
  const midnight = Math.floor(zone.toWall(nowSeconds) / daySeconds) * daySeconds;
  const wall = midnight + moment.hour * 3600 + moment.minute * 60 + moment.second;
  const today = toEpoch(moment, wall, zone);
  return today > nowSeconds + 3600 ? toEpoch(moment, wall - daySeconds, zone) : today;
}

/** Seconds since the epoch of a moment whose fields are valid. */
export function epochSecondsOf(moment: Moment, nowSeconds: number, zone: Zone): number {
  if (moment.year === noDate) return secondsWithoutDate(moment, nowSeconds, zone);
  if (moment.year === noYear) return secondsWithoutYear(moment, nowSeconds, zone);
  return toEpoch(moment, secondsInYear(moment, moment.year), zone);
}

let lastSeconds = Number.NaN;
let lastBase = 0n;

/** Nanoseconds since the epoch; remembers the last second, because neighbouring lines often share it. */
export function toNanoseconds(epochSeconds: number, nanos: number): bigint {
  if (epochSeconds !== lastSeconds) {
    lastBase = BigInt(epochSeconds) * 1_000_000_000n;
    lastSeconds = epochSeconds;
  }
  return nanos === 0 ? lastBase : lastBase + BigInt(nanos);
}
