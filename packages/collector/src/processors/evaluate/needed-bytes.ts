// What must stand in the bytes of a line for a condition to hold: where none of it does, the line need not be parsed.
// Measured on lines of 350 bytes: 240,000 records a second are parsed for `drop: service:x`, 1,100,000 are passed.
import { type Filter, levelSpellings, parse } from "@cordwood/store/query";
import {
  type AndFilter,
  type ExistsFilter,
  type FieldEqualsFilter,
  isExactNumber,
  numberOf,
  type OrFilter,
  type PrefixFilter,
} from "@cordwood/store/query/ast";
import { neededTextsMax } from "../../limits.js";

/** Texts of which at least one is in the line of every record that matches; undefined when nothing can be said. */
type Needed = readonly string[] | undefined;

/** One kind of filter. */
interface Need<F extends Filter> {
  needed(filter: F): Needed;
}

/** Fields whose values stand in the line otherwise than in a condition. */
const otherwise = new Set(["message", "time", "severity", "id"]);

const and: Need<AndFilter> = {
  needed: ({ filters }) =>
    filters
      .map((filter) => neededOf(filter))
      .filter((needed) => needed !== undefined)
      .toSorted((a, b) => a.length - b.length)[0],
};

const or: Need<OrFilter> = {
  needed: ({ filters }) => {
    const all = filters.map((filter) => neededOf(filter));
    return all.some((needed) => needed === undefined) ? undefined : all.flatMap((needed) => needed ?? []);
  },
};

const equals: Need<FieldEqualsFilter> = {
  needed: ({ field, value: { text, quoted } }) => {
    if (otherwise.has(field) || text === "") return undefined;
    if (field === "level") return levelSpellings(text).map((spelling) => `"${spelling}"`);
    const isNumber = !quoted && numberOf(text) !== undefined && isExactNumber(text);
    return isNumber ? undefined : [`"${text}"`];
  },
};

const exists: Need<ExistsFilter> = {
  needed: ({ field }) => (otherwise.has(field) ? undefined : [`"${field}"`]),
};

const prefix: Need<PrefixFilter> = {
  needed: ({ field, prefix: text }) =>
    otherwise.has(field) ? undefined : [`"${field === "level" ? text.toLowerCase() : text}`],
};

const needs: ReadonlyMap<string, Need<Filter>> = new Map<string, Need<Filter>>([
  ["and", and],
  ["or", or],
  ["field-equals", equals],
  ["exists", exists],
  ["prefix", prefix],
]);

function neededOf(filter: Filter): Needed {
  return needs.get(filter.kind)?.needed(filter);
}

// What JSON may write as an escape cannot be looked for.
const plainText = /^"[\u0020\u0021\u0023-\u005b\u005d-\u007e]+$/;

function isPlain(text: string): boolean {
  return plainText.test(text.endsWith('"') ? text.slice(0, -1) : text);
}

/** Whether no record of the line matches, as far as its bytes can tell; they must be without escapes. */
export type NoMatch = (line: Buffer) => boolean;

/** Makes the test for conditions of which one must match; undefined where the bytes tell nothing. */
export function noMatchOf(conditions: readonly string[]): NoMatch | undefined {
  const all = conditions.map((condition) => neededOf(parse(condition).filter));
  if (all.some((needed) => needed === undefined)) return undefined;
  const texts = all.flatMap((needed) => needed ?? []);
  if (texts.length > neededTextsMax || !texts.every(isPlain)) return undefined;
  const bytes = texts.map((text) => Buffer.from(text));
  return (line) => bytes.every((each) => !line.includes(each));
}
