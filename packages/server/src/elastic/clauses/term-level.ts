import { quoteText } from "@cordwood/store/query";
import { readDate } from "../date-math.js";
import { argumentError, parsingError } from "../elastic-error.js";
import { isDate, isText, searchField } from "../field-name.js";
import { asList, asObject, asText, type Body, fieldOptions, onlyEntry, refuseUnknown, shown } from "../json-shape.js";
import type { Clauses, Translate } from "./clause.js";
import { allOf, anyOf, nothing } from "./combine.js";
import { equals, literally, quotedTime } from "./values.js";

const ranking = ["boost", "_name"];

const term: Translate = (body) => {
  const [field, options] = fieldOptions(body, "term", "value");
  refuseUnknown(options, "term", ["value", "case_insensitive", ...ranking]);
  const { value } = options;
  if (options["case_insensitive"] !== true) return equals(field, value, "term");
  return anchored(field, literally(asText(value, "term")), true);
};

const terms: Translate = (body) => {
  const { boost: _boost, _name, ...fields } = asObject(body, "terms");
  const [field, values] = onlyEntry(fields, "terms");
  if (!Array.isArray(values))
    throw parsingError(`[terms] query requires an array of values for [${field}]; lookups are not supported here`);
  return anyOf((values as unknown[]).map((value) => equals(field, value, "terms")));
};

const ids: Translate = (body) => {
  const { values } = asObject(body, "ids");
  return anyOf(asList(values).map((id) => `id:${quoteText(asText(id, "ids"))}`));
};

const comparisons: Record<string, string> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };
const rangeOptions = [...Object.keys(comparisons), "from", "to", "format", "time_zone", "relation", ...ranking];

const range: Translate = (body) => {
  const [field, value] = onlyEntry(body, "range");
  const bounds = asObject(value, "range");
  refuseUnknown(bounds, "range", rangeOptions);
  const given = Object.entries({ gte: bounds["from"], lte: bounds["to"], ...bounds }).filter(
    ([name, bound]) => Object.hasOwn(comparisons, name) && bound !== undefined && bound !== null,
  );
  const parts = given.map(([name, bound]) =>
    isDate(field)
      ? timeBound(field, name, bound, bounds)
      : `${searchField(field)}:${comparisons[name]}${boundText(bound)}`,
  );
  return parts.length === 0 ? `${searchField(field)}:*` : allOf(parts);
};

/** Numbers compare as numbers, also in quotes, as a field that holds numbers would be mapped. */
function boundText(bound: unknown): string {
  const text = asText(bound, "range");
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : quoteText(text);
}

/** What is rounded or left open: `gt` and `lte` mean its end, `gte` and `lt` its beginning. */
function timeBound(field: string, name: string, bound: unknown, { time_zone: zone }: Body): string {
  const up = name === "gt" || name === "lte";
  const reading = { nowMs: Date.now(), up, zone: zone === undefined ? undefined : asText(zone, "range") };
  const ms = readDate(bound, reading);
  // Records have nanoseconds: up to a millisecond means up to its end.
  return up
    ? `${searchField(field)}:${name === "gt" ? ">=" : "<"}${quotedTime(ms + 1)}`
    : `${searchField(field)}:${comparisons[name]}${quotedTime(ms)}`;
}

const exists: Translate = (body) => {
  const { field } = asObject(body, "exists");
  if (typeof field !== "string") throw parsingError("[exists] must be provided with a [field]");
  return `${searchField(field)}:*`;
};

/** A regular expression for the whole value, or for a whole word of a text. */
function anchored(field: string, pattern: string, ignoreCase: boolean): string {
  const word = isText(field);
  const whole = word ? String.raw`(?:^|[^\p{L}\p{N}])(?:${pattern})(?:$|[^\p{L}\p{N}])` : `^(?:${pattern})$`;
  const flag = ignoreCase || word ? "i" : "";
  return field === "message" || field === "message.keyword"
    ? `/${whole}/${flag}`
    : `${searchField(field)}:/${whole}/${flag}`;
}

const patternOptions = ["value", "case_insensitive", "rewrite", ...ranking];

const prefix: Translate = (body) => {
  const [field, options] = fieldOptions(body, "prefix", "value");
  refuseUnknown(options, "prefix", patternOptions);
  const text = asText(options["value"], "prefix");
  if (text === "") return `${searchField(field)}:*`;
  if (options["case_insensitive"] === true || isText(field))
    return anchored(
      field,
      `${literally(text)}${isText(field) ? String.raw`[\p{L}\p{N}]*` : ".*"}`,
      options["case_insensitive"] === true,
    );
  return `${searchField(field)}:${escapeGlob(text)}*`;
};

/** A value's own special characters, so that only the star after it is one. */
const escapeGlob = (text: string): string => text.replaceAll(/[\s()|"'`\\*:[\]{}!/<>=]/g, String.raw`\$&`);

const wildcard: Translate = (body) => {
  const [field, options] = fieldOptions(body, "wildcard", "value");
  refuseUnknown(options, "wildcard", ["wildcard", ...patternOptions]);
  const text = asText(options["value"] ?? options["wildcard"], "wildcard");
  if (text === "*") return `${searchField(field)}:*`;
  const any = isText(field) ? String.raw`[\p{L}\p{N}]` : ".";
  const pattern = [...text.matchAll(/\\?[^]/gu)].map(([piece]) => {
    if (piece === "*") return `${any}*`;
    return piece === "?" ? any : literally(piece.length > 1 ? piece.slice(1) : piece);
  });
  return anchored(field, pattern.join(""), options["case_insensitive"] === true);
};

const regexp: Translate = (body) => {
  const [field, options] = fieldOptions(body, "regexp", "value");
  refuseUnknown(options, "regexp", ["flags", "flags_value", "max_determinized_states", ...patternOptions]);
  const text = asText(options["value"], "regexp");
  const plain = text.replaceAll(/\\[^]|\[(?:[^\]\\]|\\[^])*\]/g, "");
  if (shown(options["flags"] ?? "ALL") !== "NONE" && /[~&<>#"@]/.test(plain)) {
    throw argumentError(`[regexp] the operators ~ & < > # @ and quotes of Lucene are not supported here: [${text}]`);
  }
  const slashes = text.replaceAll(/\\[^]|\//g, (found) => (found === "/" ? String.raw`\/` : found));
  return slashes === "" ? nothing : anchored(field, slashes, options["case_insensitive"] === true);
};

/** Clauses on exact values. */
export const termLevelClauses: Clauses = { term, terms, ids, range, exists, prefix, wildcard, regexp };
