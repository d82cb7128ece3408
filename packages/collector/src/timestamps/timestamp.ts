// Finds the timestamp that starts at a place in a line, in any of the forms that logs use.
import type { ParseContext } from "../parsers/parsed-line.js";
import { code, countDigits, isAlphanumeric, isBlank, isDigit, isLetter, readNumber, skipBlanks } from "./characters.js";
import { scanClock, scanCompactClock, scanFraction, scanZone } from "./clock.js";
import { nanosecondsOfEpoch } from "./epoch.js";
import { Moment, epochSecondsOf, noDate, noYear, toNanoseconds } from "./moment.js";
import { scanNamedTimestamp } from "./named-date.js";
import { scanNumericDate } from "./numeric-date.js";

/** How much of a date the text gave; what is weak needs more evidence around it before it counts as a timestamp. */
export type TimestampKind = "full" | "yearless" | "date" | "clock" | "epoch";

/** A timestamp found in a text. */
export interface Timestamp {
  /** Nanoseconds since the epoch. */
  time: bigint;
  /** Index behind the timestamp. */
  end: number;
  kind: TimestampKind;
}

/** Digits of the largest epoch (nanoseconds). */
const epochDigitsMax = 19;
const moment: Moment = new Moment();

let nowOfSeconds = -1n;
let nowSeconds = 0;

function secondsOf(now: bigint): number {
  if (now !== nowOfSeconds) {
    nowOfSeconds = now;
    nowSeconds = Number(now / 1_000_000_000n);
  }
  return nowSeconds;
}

function finish(kind: TimestampKind, context: ParseContext): Timestamp {
  const seconds = epochSecondsOf(moment, secondsOf(context.now), context.zone);
  return { time: toNanoseconds(seconds, moment.nanos), end: moment.at, kind };
}

/** Steps over what stands between date and time; answers the separator the time then uses, or 0 without a time. */
function clockSeparator(digits: number): number {
  const { text, at } = moment;
  const mark = text.charCodeAt(at);
  if (isBlank(mark) || (mark === code.comma && isBlank(text.charCodeAt(at + 1)))) {
    moment.at = skipBlanks(text, at + 1);
    return code.colon;
  }
  const joins = (mark | 32) === 116 || mark === code.underscore || mark === code.colon || mark === code.minus;
  if (!joins) return 0;
  moment.at = at + 1;
  const dotted = digits === 4 && mark === code.minus && text.charCodeAt(at + 3) === code.dot;
  return dotted ? code.dot : code.colon;
}

function looksLikeClock(text: string, at: number): boolean {
  const colons = text.charCodeAt(at + 2) === code.colon && text.charCodeAt(at + 5) === code.colon;
  return colons && countDigits(text, at, 3) === 2 && countDigits(text, at + 3, 3) === 2;
}

function scanDateAndClock(digits: number, context: ParseContext): Timestamp | undefined {
  if (!scanNumericDate(moment, digits)) return undefined;
  const dateEnd = moment.at;
  const separator = clockSeparator(digits);
  const clockAt = moment.at;
  const yearless = moment.year === noYear;
  if (separator !== 0 && isDigit(moment.text.charCodeAt(clockAt))) {
    const compact = digits >= 6 && countDigits(moment.text, clockAt, 7) === 6;
    if (compact ? scanCompactClock(moment) : scanClock(moment, separator)) {
      return finish(yearless ? "yearless" : "full", context);
    }
  }
  if (digits !== 4 || isAlphanumeric(moment.text.charCodeAt(dateEnd))) return undefined;
  // `25:61:05` is no time, and what stands before it then no timestamp.
  if (separator !== 0 && looksLikeClock(moment.text, clockAt)) return undefined;
  moment.at = dateEnd;
  moment.hour = 0;
  moment.minute = 0;
  moment.second = 0;
  moment.nanos = 0;
  moment.offset = Number.NaN;
  return finish("date", context);
}

/** `20190305105751`: date and time without anything between. */
function scanFourteenDigits(context: ParseContext): Timestamp | undefined {
  const { text, at } = moment;
  const found = moment.setDate(readNumber(text, at, 4), readNumber(text, at + 4, 2), readNumber(text, at + 6, 2));
  moment.hour = readNumber(text, at + 8, 2);
  moment.minute = readNumber(text, at + 10, 2);
  moment.second = readNumber(text, at + 12, 2);
  if (!found || moment.hour > 23 || moment.minute > 59 || moment.second > 60) return undefined;
  moment.at = at + 14;
  if (text.charCodeAt(moment.at) === code.dot && isDigit(text.charCodeAt(moment.at + 1))) {
    moment.at++;
    scanFraction(moment);
  }
  scanZone(moment);
  return isAlphanumeric(text.charCodeAt(moment.at)) ? undefined : finish("full", context);
}

function scanEpoch(digits: number): Timestamp | undefined {
  const { text, at } = moment;
  let end = at + digits;
  if (text.charCodeAt(end) === code.dot) end += 1 + countDigits(text, end + 1, 30);
  if (end === at + digits + 1) end--;
  if (isAlphanumeric(text.charCodeAt(end))) return undefined;
  const time = nanosecondsOfEpoch(text.slice(at, end));
  return time === undefined ? undefined : { time, end, kind: "epoch" };
}

function scanClockOnly(context: ParseContext): Timestamp | undefined {
  const start = moment.at;
  moment.year = noDate;
  if (!scanClock(moment) || moment.at < start + 8) return undefined;
  return finish("clock", context);
}

function scanFromDigit(context: ParseContext): Timestamp | undefined {
  const digits = countDigits(moment.text, moment.at, epochDigitsMax + 1);
  if (digits === 2 && moment.text.charCodeAt(moment.at + 2) === code.colon) return scanClockOnly(context);
  if (digits <= 8) return scanDateAndClock(digits, context);
  if (digits === 14) return scanFourteenDigits(context);
  return digits === 10 || digits === 13 || digits === 16 || digits === 19 ? scanEpoch(digits) : undefined;
}

/**
 * Finds the timestamp that starts at `at`, or answers `undefined`. Takes time proportional to the timestamp, not to
 * the text. A timestamp without a zone is read in the context's; one without a year is in the latest year that does
 * not put it more than a day into the future; a second of 60 is the next minute's first.
 */
export function scanTimestamp(text: string, at: number, context: ParseContext): Timestamp | undefined {
  const first = text.charCodeAt(at);
  if (isDigit(first)) {
    moment.start(text, at);
    return scanFromDigit(context);
  }
  if (!isLetter(first)) return undefined;
  moment.start(text, at);
  if (!scanNamedTimestamp(moment)) return undefined;
  return finish(moment.year === noYear ? "yearless" : "full", context);
}
