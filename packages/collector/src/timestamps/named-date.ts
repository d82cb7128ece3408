// Dates that start with a name: `Jun 14 15:16:01`, `Sun Dec 04 04:47:44 2005`, `Sun, 06 Nov 1994 08:49:37 GMT`.
import { code, countDigits, isAlphanumeric, readNumber, skipBlanks } from "./characters.js";
import { scanClock } from "./clock.js";
import { type Moment, noYear } from "./moment.js";
import { monthAt, weekdayLengthAt } from "./month-name.js";
import { scanNumericDate } from "./numeric-date.js";

function skipCommaAndBlanks(text: string, at: number): number {
  return skipBlanks(text, text.charCodeAt(at) === code.comma ? at + 1 : at);
}

/** Reads a four-digit year that stands alone at `at`; answers noYear where none does. */
function yearAt(text: string, at: number): number {
  if (countDigits(text, at, 5) !== 4 || text.charCodeAt(at + 4) === code.colon) return noYear;
  return isAlphanumeric(text.charCodeAt(at + 4)) ? noYear : readNumber(text, at, 4);
}

/** Reads `Jun 14`, `Mar 05, 2019` or `Mar  1 2019` at the moment's place. */
function scanMonthFirst(moment: Moment): boolean {
  const { text } = moment;
  const month = monthAt(text, moment.at);
  if (month === undefined) return false;
  const dayAt = skipBlanks(text, moment.at + month.length);
  const digits = countDigits(text, dayAt, 3);
  if (dayAt === moment.at + month.length || digits === 0 || digits > 2) return false;
  moment.at = dayAt + digits;
  const next = skipCommaAndBlanks(text, moment.at);
  const year = yearAt(text, next);
  if (year !== noYear) moment.at = next + 4;
  return moment.setDate(year, month.number, readNumber(text, dayAt, digits));
}

/** The year of `Sun Dec 04 04:47:44 2005` and of `Sun Dec  4 04:47:44 UTC 2005`. */
function scanYearBehind(moment: Moment): void {
  const at = skipBlanks(moment.text, moment.at);
  const year = yearAt(moment.text, at);
  if (year === noYear || !moment.setDate(year, moment.month, moment.day)) return;
  moment.at = at + 4;
}

/** Reads a timestamp that starts with the name of a weekday or a month. */
export function scanNamedTimestamp(moment: Moment): boolean {
  const weekday = weekdayLengthAt(moment.text, moment.at);
  if (weekday > 0) moment.at = skipCommaAndBlanks(moment.text, moment.at + weekday);
  const digits = weekday > 0 ? countDigits(moment.text, moment.at, 5) : 0;
  if (digits > 0 ? !scanNumericDate(moment, digits) : !scanMonthFirst(moment)) return false;
  moment.at = skipCommaAndBlanks(moment.text, moment.at);
  if (!scanClock(moment)) return false;
  if (moment.year === noYear && weekday > 0) scanYearBehind(moment);
  return true;
}
