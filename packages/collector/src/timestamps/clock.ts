// The time of day in a timestamp: hours, minutes, seconds, fraction, AM/PM and zone.
import {
  characterSet,
  code,
  countDigits,
  isAlphanumeric,
  isDigit,
  isLetter,
  readNumber,
  skipBlanks,
} from "./characters.js";
import type { Moment } from "./moment.js";

/** Abbreviations that mean one offset to everybody who logs them; others (IST, CST in China …) are not guessed. */
const abbreviations: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  UT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

const zoneInitials = characterSet(
  Object.keys(abbreviations)
    .map((name) => name.charAt(0))
    .join(""),
  false,
);

/** Reads one or two digits not above `max`; answers -1 when there are none. */
function field(moment: Moment, max: number): number {
  const count = countDigits(moment.text, moment.at, 3);
  if (count === 0 || count > 2) return -1;
  const value = readNumber(moment.text, moment.at, count);
  if (value > max) return -1;
  moment.at += count;
  return value;
}

/** Reads digits as a decimal fraction of a second; those after the ninth are passed over. */
export function scanFraction(moment: Moment): void {
  let value = 0;
  let count = 0;
  while (isDigit(moment.text.charCodeAt(moment.at))) {
    if (count < 9) value = value * 10 + moment.text.charCodeAt(moment.at) - 48;
    count++;
    moment.at++;
  }
  moment.nanos = value * 10 ** Math.max(0, 9 - count);
}

function scanSecondPart(moment: Moment): void {
  const { text } = moment;
  const mark = text.charCodeAt(moment.at);
  if ((mark === code.dot || mark === code.comma) && isDigit(text.charCodeAt(moment.at + 1))) {
    moment.at++;
    scanFraction(moment);
    return;
  }
  if (mark !== code.colon) return;
  const count = countDigits(text, moment.at + 1, 4);
  if (count === 0 || count > 3 || isAlphanumeric(text.charCodeAt(moment.at + 1 + count))) return;
  moment.nanos = readNumber(text, moment.at + 1, count) * 1_000_000;
  moment.at += 1 + count;
}

function scanHalfOfDay(moment: Moment): void {
  const { text } = moment;
  const at = skipBlanks(text, moment.at);
  const half = text.charCodeAt(at) | 32;
  if ((half !== 97 && half !== 112) || (text.charCodeAt(at + 1) | 32) !== 109) return;
  if (isAlphanumeric(text.charCodeAt(at + 2)) || moment.hour > 12 || moment.hour === 0) return;
  moment.hour = (moment.hour % 12) + (half === 112 ? 12 : 0);
  moment.at = at + 2;
}

/** Reads `+0200`, `+02:00` or, where `short`, `+02` at `at`. */
function scanNumericZone(moment: Moment, at: number, short: boolean): boolean {
  const { text } = moment;
  const count = countDigits(text, at + 1, 5);
  const colon = count === 2 && text.charCodeAt(at + 3) === code.colon && countDigits(text, at + 4, 3) === 2;
  if (count !== 4 && !colon && !(short && count === 2)) return false;
  const minutesAt = colon ? at + 4 : at + 3;
  const minutes = count === 4 || colon ? readNumber(text, minutesAt, 2) : 0;
  const seconds = readNumber(text, at + 1, 2) * 3600 + minutes * 60;
  moment.offset = text.charCodeAt(at) === code.minus ? -seconds : seconds;
  moment.at = colon ? at + 6 : at + 1 + count;
  return true;
}

function scanNamedZone(moment: Moment, at: number): boolean {
  const { text } = moment;
  if (zoneInitials[text.charCodeAt(at)] !== 1) return false;
  let end = at;
  while (end < at + 5 && isLetter(text.charCodeAt(end))) end++;
  if (end === at || end === at + 5 || isAlphanumeric(text.charCodeAt(end))) return false;
  const hours = abbreviations[text.slice(at, end)];
  if (hours === undefined) return false;
  moment.offset = hours * 3600;
  moment.at = end;
  return true;
}

/** Reads the zone behind a time of day, if one stands there: `Z`, `+02:00`, ` -0700`, ` UTC`, ` CEST`. */
export function scanZone(moment: Moment): void {
  const { text } = moment;
  const first = text.charCodeAt(moment.at);
  if (first === code.plus || first === code.minus) {
    scanNumericZone(moment, moment.at, true);
    return;
  }
  if ((first | 32) === 122 && !isAlphanumeric(text.charCodeAt(moment.at + 1))) {
    moment.offset = 0;
    moment.at++;
    return;
  }
  if (first !== code.space) return;
  const at = moment.at + 1;
  const next = text.charCodeAt(at);
  if (next === code.plus || next === code.minus) scanNumericZone(moment, at, false);
  else if (next >= 65 && next <= 90) scanNamedZone(moment, at);
}

/**
 * Reads a time of day such as `15:42:50.675872`, `3:04:05 PM` or, with dots, `15.42.50.675872`, and its zone.
 * Answers false, and leaves the moment unusable, when no time stands there.
 */
export function scanClock(moment: Moment, separator: number = code.colon): boolean {
  moment.hour = field(moment, 23);
  if (moment.hour < 0 || moment.text.charCodeAt(moment.at) !== separator) return false;
  moment.at++;
  moment.minute = field(moment, 59);
  if (moment.minute < 0) return false;
  if (moment.text.charCodeAt(moment.at) === separator) {
    moment.at++;
    moment.second = field(moment, 60);
    if (moment.second < 0) return false;
    scanSecondPart(moment);
  }
  scanHalfOfDay(moment);
  scanZone(moment);
  return !isAlphanumeric(moment.text.charCodeAt(moment.at));
}

/** Reads `203615`: six digits that are a time of day, with fraction and zone. */
export function scanCompactClock(moment: Moment): boolean {
  const { text } = moment;
  if (countDigits(text, moment.at, 7) !== 6) return false;
  moment.hour = readNumber(text, moment.at, 2);
  moment.minute = readNumber(text, moment.at + 2, 2);
  moment.second = readNumber(text, moment.at + 4, 2);
  moment.at += 6;
  if (moment.hour > 23 || moment.minute > 59 || moment.second > 60) return false;
  const mark = text.charCodeAt(moment.at);
  if (mark === code.dot || mark === code.comma) scanSecondPart(moment);
  scanZone(moment);
  return !isAlphanumeric(text.charCodeAt(moment.at));
}
