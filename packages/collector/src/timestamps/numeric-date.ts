// Dates made of digits: 2016-09-28, 17/06/09, 28.09.2016, 03-17, 20171223, and those with a month's name between.
import { code, countDigits, isBlank, isDigit, readNumber } from "./characters.js";
import { type Moment, noYear } from "./moment.js";
import { monthAt } from "./month-name.js";

/** Two-digit years up to this are of this century (POSIX strptime's rule). */
const lastYearOfCentury = 68;

function fullYear(year: number, digits: number): number {
  if (digits !== 2) return year;
  return year + (year <= lastYearOfCentury ? 2000 : 1900);
}

/** Reads `-MM-DD` behind a four-digit year, with any of the separators `-`, `/`, `.`. */
function scanYearFirst(moment: Moment, separator: number): boolean {
  const { text, at } = moment;
  const year = readNumber(text, at, 4);
  const monthDigits = countDigits(text, at + 5, 3);
  const dayAt = at + 6 + monthDigits;
  const dayDigits = countDigits(text, dayAt, 3);
  if (monthDigits === 0 || monthDigits > 2 || dayDigits === 0 || dayDigits > 2) return false;
  if (text.charCodeAt(dayAt - 1) !== separator) return false;
  moment.at = dayAt + dayDigits;
  return moment.setDate(year, readNumber(text, at + 5, monthDigits), readNumber(text, dayAt, dayDigits));
}

/** Reads `/Oct/2000` or `-Mar-19` or ` Mar 2019` behind a day. Without a year only where the separator is a blank. */
function scanNamedMonth(moment: Moment, day: number, monthStart: number): boolean {
  const { text } = moment;
  const month = monthAt(text, monthStart);
  if (month === undefined) return false;
  const end = monthStart + month.length;
  const digits = countDigits(text, end + 1, 5);
  if ((digits !== 4 && digits !== 2) || text.charCodeAt(end) !== text.charCodeAt(monthStart - 1)) return false;
  if (digits === 2 && text.charCodeAt(end + 3) === code.colon) {
    moment.at = end;
    return isBlank(text.charCodeAt(end)) && moment.setDate(noYear, month.number, day);
  }
  moment.at = end + 1 + digits;
  return moment.setDate(fullYear(readNumber(text, end + 1, digits), digits), month.number, day);
}

/**
 * Three numbers whose order the separator and the ranges decide: with `.` day first; with `/` or `-` and a
 * four-digit year month first unless the first number is above 12; with a two-digit one year first where that is a
 * date and the first number has two digits, as years have.
 */
function setThreeNumbers(
  moment: Moment,
  separator: number,
  parts: readonly [number, number, number],
  digits: { first: number; third: number },
): boolean {
  const [first, second, third] = parts;
  const year = fullYear(third, digits.third);
  if (separator === code.dot) return moment.setDate(year, second, first);
  const mayBeYear = digits.first === 2 && digits.third === 2;
  if (mayBeYear && moment.setDate(fullYear(first, 2), second, third)) return true;
  if (first > 12) return moment.setDate(year, second, first);
  return moment.setDate(year, first, second);
}

/** Reads a date that starts with one or two digits; `digits` says how many. */
function scanShortFirst(moment: Moment, digits: number): boolean {
  const { text, at } = moment;
  const first = readNumber(text, at, digits);
  const separator = text.charCodeAt(at + digits);
  const secondAt = at + digits + 1;
  if (!isDigit(text.charCodeAt(secondAt))) return scanNamedMonth(moment, first, secondAt);
  const secondDigits = countDigits(text, secondAt, 3);
  if (isBlank(separator) || separator === code.colon || secondDigits > 2) return false;
  const second = readNumber(text, secondAt, secondDigits);
  const secondEnd = secondAt + secondDigits;
  if (text.charCodeAt(secondEnd) !== separator) {
    moment.at = secondEnd;
    return isBlank(text.charCodeAt(secondEnd)) && moment.setDate(noYear, first, second);
  }
  const thirdDigits = countDigits(text, secondEnd + 1, 5);
  if (thirdDigits !== 2 && thirdDigits !== 4) return false;
  moment.at = secondEnd + 1 + thirdDigits;
  const third = readNumber(text, secondEnd + 1, thirdDigits);
  return setThreeNumbers(moment, separator, [first, second, third], { first: digits, third: thirdDigits });
}

/** Reads `20171223` or, with six digits, `081109`. */
function scanCompact(moment: Moment, digits: number): boolean {
  const { text, at } = moment;
  const yearDigits = digits - 4;
  const year = fullYear(readNumber(text, at, yearDigits), yearDigits);
  moment.at = at + digits;
  return moment.setDate(year, readNumber(text, at + yearDigits, 2), readNumber(text, at + yearDigits + 2, 2));
}

/** Reads the date at the moment's place, where `digits` says how many digits stand there. */
export function scanNumericDate(moment: Moment, digits: number): boolean {
  if (digits === 4) {
    const separator = moment.text.charCodeAt(moment.at + 4);
    const known = separator === code.minus || separator === code.slash || separator === code.dot;
    return known && scanYearFirst(moment, separator);
  }
  if (digits === 6 || digits === 8) return scanCompact(moment, digits);
  return (digits === 1 || digits === 2) && scanShortFirst(moment, digits);
}
