// Month and weekday names, as C, Java, Go and RFC 2822 write them.
import { isLetter } from "./characters.js";

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function keyOf(name: string): number {
  return (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);
}

const monthOfKey = new Map(months.map((name, index) => [keyOf(name), index + 1]));
const weekdayOfKey = new Map(weekdays.map((name, index) => [keyOf(name), index]));

function keyAt(text: string, at: number): number {
  const first = text.charCodeAt(at) | 32;
  return (first << 16) | ((text.charCodeAt(at + 1) | 32) << 8) | (text.charCodeAt(at + 2) | 32);
}

/** Length of `name` at `at`: 3 for its abbreviation, all of it when written out, 0 when it is another word. */
function lengthAt(text: string, at: number, name: string): number {
  if (!isLetter(text.charCodeAt(at + 3))) return 3;
  if (isLetter(text.charCodeAt(at + name.length))) return 0;
  return text.slice(at, at + name.length).toLowerCase() === name ? name.length : 0;
}

/** A name found in the text: its number (January is 1, Monday is 0) and its length. */
export interface FoundName {
  number: number;
  length: number;
}

/** The month whose name stands at `at`. */
export function monthAt(text: string, at: number): FoundName | undefined {
  const number = monthOfKey.get(keyAt(text, at));
  if (number === undefined) return undefined;
  const length = lengthAt(text, at, months[number - 1] ?? "");
  return length === 0 ? undefined : { number, length };
}

/** Length of the weekday's name at `at`, or 0. */
export function weekdayLengthAt(text: string, at: number): number {
  const number = weekdayOfKey.get(keyAt(text, at));
  return number === undefined ? 0 : lengthAt(text, at, weekdays[number] ?? "");
}
