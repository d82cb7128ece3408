// Values in the search language.

import { quoteText } from "@cordwood/store/query";
import { readDate } from "../date-math.js";
import { isDate, isText, searchField } from "../field-name.js";
import { asText } from "../json-shape.js";

/** A part of a regular expression that means the text itself. */
export function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** The moment as the search language reads it, in quotes. */
export function quotedTime(ms: number): string {
  return quoteText(new Date(ms).toISOString());
}

/** Records whose field is this value: numbers compare as numbers, texts exactly, words of texts as words. */
export function equals(field: string, value: unknown, clause: string): string {
  const text = asText(value, clause);
  if (isDate(field)) return dayOrMoment(field, value);
  if (field === "message.keyword") return `/^${literally(text)}$/`;
  if (isText(field)) return quoteText(text);
  const written = typeof value === "number" ? String(value) : quoteText(text);
  return `${searchField(field)}:${written}`;
}

/** A date without a time means all of its day. */
function dayOrMoment(field: string, value: unknown): string {
  const nowMs = Date.now();
  const [from, to] = [false, true].map((up) => quotedTime(readDate(value, { nowMs, up }) + (up ? 1 : 0)));
  return `(${searchField(field)}:>=${from} AND ${searchField(field)}:<${to})`;
}
