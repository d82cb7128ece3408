// Days of the proleptic Gregorian calendar, counted from 1970-01-01.

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether the calendar has this day; `month` and `day` count from 1. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= (month === 2 && isLeap(year) ? 29 : (monthLengths[month - 1] ?? 0));
}

/**
 * Days from 1970-01-01 to the given day; `month` and `day` count from 1.
 * Years are counted from March so that the leap day comes last and needs no case of its own.
 */
export function daysOf(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const century = Math.floor(marchYear / 100);
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - century + Math.floor(century / 4);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

/** The calendar year of a wall-clock time in seconds since 1970-01-01T00:00:00. */
export function yearOf(wallSeconds: number): number {
  return new Date(wallSeconds * 1000).getUTCFullYear();
}
