// Times as they stand in JSON lines, turned into nanoseconds since the epoch as decimal digits without a text in between.

const zero = 0x30;
const noTime = -1;

function two(source: Uint8Array, at: number): number {
  const tens = (source[at] as number) - zero;
  const ones = (source[at + 1] as number) - zero;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
}

const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// Days since 1970 in the Gregorian calendar, for years from 2000 to 2099: every fourth is a leap year.
function epochDays(year: number, month: number, day: number): number {
  const since2000 = year - 2000;
  const leap = since2000 % 4 === 0;
  if (day < 1 || day > (daysIn[month - 1] as number) || (month === 2 && day === 29 && !leap)) return noTime;
  const leapDays = Math.floor((since2000 + 3) / 4) + (leap && month > 2 ? 1 : 0);
  return 10_957 + since2000 * 365 + leapDays + (daysBefore[month - 1] as number) + day - 1;
}

// Seconds since the epoch of "YYYY-MM-DDTHH:MM:SS", or -1.
function wallSeconds(source: Uint8Array, at: number): number {
  const separator = source[at + 10];
  if (source[at + 4] !== 0x2d || source[at + 7] !== 0x2d || (separator !== 0x54 && separator !== 0x20)) return noTime;
  if (source[at + 13] !== 0x3a || source[at + 16] !== 0x3a || two(source, at) !== 20) return noTime;
  const year = 2000 + two(source, at + 2);
  const month = two(source, at + 5);
  if (year < 2000 || month < 1 || month > 12) return noTime;
  const days = epochDays(year, month, two(source, at + 8));
  const hour = two(source, at + 11);
  const minute = two(source, at + 14);
  const second = two(source, at + 17);
  if (days < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return noTime;
  return days * 86_400 + hour * 3600 + minute * 60 + second;
}

// Seconds of "+HH:MM" or "-HH:MM"; NaN when it is none.
function offsetSeconds(source: Uint8Array, at: number): number {
  const sign = source[at] === 0x2b ? 1 : -1;
  const hours = two(source, at + 1);
  const minutes = two(source, at + 4);
  if (source[at + 3] !== 0x3a || hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return Number.NaN;
  return sign * (hours * 3600 + minutes * 60);
}

function writeDigits(value: number, count: number, target: Uint8Array, to: number): void {
  let rest = value;
  for (let at = to + count - 1; at >= to; at -= 1) {
    const next = Math.floor(rest / 10);
    target[at] = zero + rest - next * 10;
    rest = next;
  }
}

// Copies up to nine digits of a fraction and fills up with zeros; answers where the digits end, or -1.
function copyFraction(source: Uint8Array, from: number, end: number, target: Uint8Array, to: number): number {
  let at = from;
  for (; at < end; at += 1) {
    const byte = source[at] as number;
    if (byte < zero || byte > 0x39) break;
    if (at - from < 9) target[to + at - from] = byte;
  }
  for (let filled = at - from; filled < 9; filled += 1) target[to + filled] = zero;
  return at;
}

/**
 * Writes the nanoseconds of "2026-01-31T10:20:30.123Z" (or with an offset, from 2001 on) in 19 digits at `to`.
 * Answers false when the text from `from` to `end` is another kind of time.
 */
export function writeIsoTime(source: Uint8Array, from: number, end: number, target: Uint8Array, to: number): boolean {
  if (end - from < 20) return false;
  const wall = wallSeconds(source, from);
  if (wall < 1_000_100_000) return false;
  const dot = source[from + 19];
  const zoneAt = copyFraction(source, dot === 0x2e ? from + 20 : from + 19, end, target, to + 10);
  if (dot === 0x2e && zoneAt === from + 20) return false;
  if (dot !== 0x2e && zoneAt !== from + 19) return false;
  let seconds = wall;
  if (source[zoneAt] !== 0x5a || zoneAt + 1 !== end) {
    if (zoneAt + 6 !== end || (source[zoneAt] !== 0x2b && source[zoneAt] !== 0x2d)) return false;
    seconds -= offsetSeconds(source, zoneAt);
    if (Number.isNaN(seconds)) return false;
  }
  writeDigits(seconds, 10, target, to);
  return true;
}

/**
 * Writes the nanoseconds of a whole number of seconds, milliseconds, microseconds or nanoseconds (10 to 19 digits) at
 * `to` and answers how many digits they are; 0 for other numbers.
 */
export function writeEpoch(source: Uint8Array, from: number, end: number, target: Uint8Array, to: number): number {
  const digits = end - from;
  if (digits < 10 || digits > 19 || source[from] === 0x39) return 0;
  for (let at = from; at < end; at += 1) {
    const byte = source[at] as number;
    if (byte < zero || byte > 0x39) return 0;
    target[to + at - from] = byte;
  }
  const zeros = digits < 12 ? 9 : digits < 15 ? 6 : digits < 18 ? 3 : 0;
  if (digits + zeros > 19) return 0;
  target.fill(zero, to + digits, to + digits + zeros);
  return digits + zeros;
}
