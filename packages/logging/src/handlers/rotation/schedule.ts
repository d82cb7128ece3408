/**
 * When a timed file is rolled over. Local times are computed on the calendar, not by adding seconds, so a
 * day of 23 or 25 hours ends at midnight like any other.
 */
import { LoggingError } from "../../errors.js";

/** A time of day, as Python's `datetime.time`. */
export interface TimeOfDay {
  hour: number;
  minute?: number;
  second?: number;
}

/** How often a file is rolled over. */
export interface Schedule {
  /** `S`, `M`, `H`, `D`, `MIDNIGHT` or `W0` (Monday) to `W6`, in upper case. */
  readonly when: string;
  /** Seconds between two rollovers; for `MIDNIGHT` and `W` the usual length, a day with a change of clocks differs. */
  readonly intervalSeconds: number;
  /** 0 is Monday; undefined unless `when` is a weekday. */
  readonly dayOfWeek: number | undefined;
  /** strftime pattern of the suffix of a rolled-over file. */
  readonly suffix: string;
  /** Finds such a suffix in a name. */
  readonly extMatch: RegExp;
}

const day = "\\d{4}-\\d{2}-\\d{2}";

const units: Record<string, { seconds: number; suffix: string; match: string }> = {
  S: { seconds: 1, suffix: "%Y-%m-%d_%H-%M-%S", match: `${day}_\\d{2}-\\d{2}-\\d{2}` },
  M: { seconds: 60, suffix: "%Y-%m-%d_%H-%M", match: `${day}_\\d{2}-\\d{2}` },
  H: { seconds: 3600, suffix: "%Y-%m-%d_%H", match: `${day}_\\d{2}` },
  D: { seconds: 86_400, suffix: "%Y-%m-%d", match: day },
  MIDNIGHT: { seconds: 86_400, suffix: "%Y-%m-%d", match: day },
  W: { seconds: 604_800, suffix: "%Y-%m-%d", match: day },
};

/**
 * Reads Python's `when` and `interval`.
 * @throws LoggingError `CW_LOGGING_OPTION_VALUE` when `when` is none of the units.
 */
export function parseSchedule(when: string, interval: number): Schedule {
  const upper = when.toUpperCase();
  const weekly = upper.startsWith("W");
  if (weekly && !/^W[0-6]$/.test(upper)) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
      "when",
      JSON.stringify(when),
      "W0 (Monday) to W6 for a weekly rollover",
    ]);
  }
  const unit = weekly ? units["W"] : Object.hasOwn(units, upper) ? units[upper] : undefined;
  if (unit === undefined) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
      "when",
      JSON.stringify(when),
      "S, M, H, D, midnight or W0 to W6",
    ]);
  }
  if (!Number.isInteger(interval) || interval < 1) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["interval", String(interval), "an integer of 1 or more"]);
  }
  return {
    when: upper,
    intervalSeconds: unit.seconds * interval,
    dayOfWeek: weekly ? Number(upper[1]) : undefined,
    suffix: unit.suffix,
    extMatch: new RegExp(`(?<!\\d)${unit.match}(?!\\d)`),
  };
}

/** What {@link nextRollover} needs beside the schedule. */
export interface Clock {
  utc: boolean;
  atTime: TimeOfDay | undefined;
}

/** The first rollover after `currentTime`; both in seconds since the epoch. */
export function nextRollover(schedule: Schedule, clock: Clock, currentTime: number): number {
  if (schedule.when !== "MIDNIGHT" && schedule.dayOfWeek === undefined) {
    return currentTime + schedule.intervalSeconds;
  }
  const extraDays = schedule.intervalSeconds / 86_400 - (schedule.dayOfWeek === undefined ? 1 : 7);
  for (let ahead = 0; ; ahead += 1) {
    const candidate = onDay(clock, currentTime, ahead);
    if (candidate.at <= currentTime) continue;
    if (schedule.dayOfWeek !== undefined && candidate.weekday !== schedule.dayOfWeek) continue;
    return extraDays === 0 ? candidate.at : onDay(clock, currentTime, ahead + extraDays).at;
  }
}

/** The rollover time on the day `ahead` days after the one of `currentTime`, and which weekday (0 is Monday) that is. */
function onDay(clock: Clock, currentTime: number, ahead: number): { at: number; weekday: number } {
  const now = new Date(currentTime * 1000);
  // Without atTime the day's end counts: hour 24 is midnight, and W0 rolls over when Monday is over, as in Python.
  const { hour, minute = 0, second = 0 } = clock.atTime ?? { hour: 24 };
  if (clock.utc) {
    const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + ahead];
    const weekday = new Date(Date.UTC(year, month, date)).getUTCDay();
    return { at: Date.UTC(year, month, date, hour, minute, second) / 1000, weekday: (weekday + 6) % 7 };
  }
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate() + ahead];
  const weekday = new Date(year, month, date, 12).getDay();
  return { at: new Date(year, month, date, hour, minute, second).getTime() / 1000, weekday: (weekday + 6) % 7 };
}

/** When the interval that ends at `rolloverAt` began, on the calendar for days and weeks. */
export function startOfInterval(schedule: Schedule, utc: boolean, rolloverAt: number): number {
  if (schedule.intervalSeconds % 86_400 !== 0 || schedule.when === "D") return rolloverAt - schedule.intervalSeconds;
  const date = new Date(rolloverAt * 1000);
  const days = schedule.intervalSeconds / 86_400;
  if (utc) date.setUTCDate(date.getUTCDate() - days);
  else date.setDate(date.getDate() - days);
  return date.getTime() / 1000;
}

/**
 * Reads a time of day: its parts, `"HH:MM"` or `"HH:MM:SS"`, or a Date of which the time counts.
 * @throws LoggingError `CW_LOGGING_OPTION_VALUE`
 */
export function readTimeOfDay(value: TimeOfDay | string | Date, utc: boolean): TimeOfDay {
  if (value instanceof Date) {
    return utc
      ? { hour: value.getUTCHours(), minute: value.getUTCMinutes(), second: value.getUTCSeconds() }
      : { hour: value.getHours(), minute: value.getMinutes(), second: value.getSeconds() };
  }
  const [hour, minute = 0, second = 0] =
    typeof value === "string" ? value.split(":").map(Number) : [value.hour, value.minute, value.second];
  if (hour !== undefined && isWithin(hour, 23) && isWithin(minute, 59) && isWithin(second, 59))
    return { hour, minute, second };
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["atTime", JSON.stringify(value), 'a time of day such as "13:45"']);
}

function isWithin(part: unknown, max: number): boolean {
  return Number.isInteger(part) && Number(part) >= 0 && Number(part) <= max;
}
