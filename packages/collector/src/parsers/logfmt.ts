// logfmt: `key=value key="quoted value" flag` (the format of Heroku, Go's logrus and slog).
import { code, skipBlanks } from "../timestamps/characters.js";
import { normaliseObject, setAttribute } from "./normalise.js";
import type { LineParser } from "./parsed-line.js";

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
const key = /^[A-Za-z_@][\w.@/-]*$/;
const keyLengthMax = 128;

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_whole, hex: string | undefined, plain: string) =>
    hex === undefined ? (escapes[plain] ?? plain) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Index of the quote that ends the text starting at `at`, or -1. */
function closingQuote(line: string, at: number): number {
  let index = at;
  while (index < line.length) {
    const character = line.charCodeAt(index);
    if (character === code.quote) return index;
    index += character === code.backslash ? 2 : 1;
  }
  return -1;
}

function endOfBareValue(line: string, at: number): number {
  let index = at;
  while (index < line.length && line.charCodeAt(index) > 32) index++;
  return index;
}

function endOfKey(line: string, at: number): number {
  let index = at;
  while (index < line.length && line.charCodeAt(index) > 32 && line.charCodeAt(index) !== code.equals) index++;
  return index;
}

/** Reads one pair at `at` into `fields`; answers the index behind it, or -1 when no pair stands there. */
function readPair(line: string, at: number, fields: Record<string, string>): number {
  const keyEnd = endOfKey(line, at);
  if (keyEnd - at > keyLengthMax) return -1;
  const name = line.slice(at, keyEnd);
  if (!key.test(name)) return -1;
  if (line.charCodeAt(keyEnd) !== code.equals) {
    setAttribute(fields, name, "true");
    return keyEnd;
  }
  if (line.charCodeAt(keyEnd + 1) === code.quote) {
    const close = closingQuote(line, keyEnd + 2);
    if (close === -1) return -1;
    setAttribute(fields, name, unescape(line.slice(keyEnd + 2, close)));
    return close + 1;
  }
  const end = endOfBareValue(line, keyEnd + 1);
  setAttribute(fields, name, line.slice(keyEnd + 1, end));
  return end;
}

/** The pairs of a logfmt line, or `undefined` when a part of it is no pair or it has none. */
export function parseLogfmt(line: string): Record<string, string> | undefined {
  const fields: Record<string, string> = {};
  let at = skipBlanks(line, 0);
  let pairs = 0;
  while (at < line.length) {
    const end = readPair(line, at, fields);
    if (end === -1) return undefined;
    if (line.slice(at, end).includes("=")) pairs++;
    at = skipBlanks(line, end);
    if (at === end && at < line.length) return undefined;
  }
  return pairs === 0 ? undefined : fields;
}

/** Reads logfmt lines; known keys (time, level, msg …) become the record's fields. */
export const logfmtParser: LineParser = {
  name: "logfmt",
  parse(line, context) {
    const fields = parseLogfmt(line);
    return fields === undefined ? undefined : normaliseObject(fields, context, line);
  },
};
