// NDJSON: one object per line; and the lines of docker's json-file driver, which are such objects.
import { isDigit } from "../timestamps/characters.js";
import { normaliseObject } from "./normalise.js";
import type { LineParser, ParseContext, ParsedLine } from "./parsed-line.js";

/** A number of this many digits may be beyond what JSON.parse keeps exactly. */
const exactDigits = 16;
const longNumber = /\d{16}/;

/** End of the string that starts with the quote at `at`. */
function stringEnd(text: string, at: number): number {
  let index = at + 1;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === 34) return index + 1;
    index += character === 92 ? 2 : 1;
  }
  return text.length;
}

/** Whether the digits from `start` to `end` are a whole number of their own. */
function isInteger(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  const behind = text.charCodeAt(end);
  const fraction = before === 46 || before === 43 || (before | 32) === 101;
  return !fraction && behind !== 46 && (behind | 32) !== 101;
}

/** Puts whole numbers of 16 digits and more, which JSON.parse would round, into quotes. Takes linear time. */
export function quoteLongIntegers(text: string): string {
  if (!longNumber.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  let index = 0;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === 34) {
      index = stringEnd(text, index);
      continue;
    }
    if (!isDigit(character)) {
      index++;
      continue;
    }
    const start = index;
    while (isDigit(text.charCodeAt(index))) index++;
    if (index - start < exactDigits || !isInteger(text, start, index)) continue;
    const first = text.charCodeAt(start - 1) === 45 ? start - 1 : start;
    parts.push(text.slice(copied, first), '"', text.slice(first, index), '"');
    copied = index;
  }
  parts.push(text.slice(copied));
  return parts.join("");
}

/** The object that the line is, or `undefined`. Long whole numbers come as text, so that no digit is lost. */
export function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(quoteLongIntegers(line));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads lines that are one JSON object. */
export const jsonParser: LineParser = {
  name: "json",
  parse(line: string, context: ParseContext): ParsedLine | undefined {
    const object = parseObject(line);
    return object === undefined ? undefined : normaliseObject(object, context, line);
  },
};
