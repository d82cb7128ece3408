// Elasticsearch's query DSL, as far as records can answer it, written in the search language.
import { quoteText } from "@cordwood/store/query";
import { ServerError } from "../errors.js";
import { nearest } from "../api/nearest.js";
import { searchField } from "./field-name.js";

type Clause = Record<string, unknown>;
type Translate = (body: unknown) => string;

const depthMax = 20;

const invalid = (reason: string, hint = ""): ServerError => new ServerError("CW_SERVER_BODY_INVALID", { reason, hint });

/**
 * Writes a query of the DSL in the search language.
 *
 * @throws ServerError `CW_SERVER_BODY_INVALID` naming the clause that has no equivalent
 */
export function toSearchLanguage(query: unknown, depth = 0): string {
  if (query === undefined) return "*";
  if (depth > depthMax) throw invalid(`the query is nested deeper than ${depthMax}`);
  const [kind, body] = only(query, "query");
  const translate = Object.hasOwn(clauses, kind) ? clauses[kind] : undefined;
  if (translate) return translate(body);
  if (kind === "bool") return bool(asObject(body, "bool"), depth);
  const suggestion = nearest(kind, Object.keys(clauses));
  throw invalid(
    `the query clause "${kind}" is not known here`,
    suggestion === undefined ? "" : `did you mean ${suggestion}?`,
  );
}

function asObject(value: unknown, where: string): Clause {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Clause;
  throw invalid(`expected ${where} to be an object`);
}

function only(value: unknown, where: string): [string, unknown] {
  const entries = Object.entries(asObject(value, where));
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw invalid(`expected ${where} to have exactly one clause`);
  return entry;
}

function scalar(value: unknown, where: string): string {
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "number" || typeof value === "boolean") return quoteText(String(value));
  throw invalid(`expected ${where} to be a text, a number or a boolean`);
}

/** `{field: value}` or `{field: {[key]: value}}`. */
function fieldValue(body: unknown, clause: string, key: string): [string, unknown] {
  const [field, value] = only(body, clause);
  return [field, typeof value === "object" && value !== null ? (value as Clause)[key] : value];
}

const equals =
  (clause: string, key: string): Translate =>
  (body) => {
    const [field, value] = fieldValue(body, clause, key);
    return `${searchField(field)}:${scalar(value, `${clause} ${field}`)}`;
  };

/** `match` on the message finds any of the words, as Elasticsearch does; on other fields the value. */
const match: Translate = (body) => {
  const [field, value] = fieldValue(body, "match", "query");
  if (searchField(field) !== "message" || typeof value !== "string") return equals("match", "query")(body);
  const words = value.split(/\s+/).filter((word) => word !== "");
  return words.length === 0 ? "*" : `(${words.map(quoteText).join(" OR ")})`;
};

const phrase: Translate = (body) => {
  const [field, value] = fieldValue(body, "match_phrase", "query");
  const text = scalar(value, `match_phrase ${field}`);
  return searchField(field) === "message" ? text : `${searchField(field)}:${text}`;
};

const terms: Translate = (body) => {
  const [field, values] = only(body, "terms");
  if (!Array.isArray(values)) throw invalid(`expected terms ${field} to be a list`);
  if (values.length === 0) return "NOT *";
  return `(${values.map((value) => `${searchField(field)}:${scalar(value, `terms ${field}`)}`).join(" OR ")})`;
};

const comparisons: Record<string, string> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

const range: Translate = (body) => {
  const [field, bounds] = only(body, "range");
  const parts = Object.entries(asObject(bounds, `range ${field}`))
    .filter(([name]) => name !== "format" && name !== "boost" && name !== "time_zone")
    .map(([name, value]) => {
      const comparison = comparisons[name];
      if (comparison === undefined) throw invalid(`range ${field} has no "${name}" here`, "use gt, gte, lt, lte");
      return `${searchField(field)}:${comparison}${scalar(value, `range ${field}`)}`;
    });
  return parts.length === 0 ? "*" : `(${parts.join(" AND ")})`;
};

const queryString: Translate = (body) => {
  const { query } = asObject(body, "query_string");
  if (typeof query !== "string") throw invalid("expected query_string to have a query");
  const text = query.trim();
  if (text === "" || text === "*" || text === "*:*") return "*";
  // A pipe would start a stage of the search language; nothing of the kind exists in query_string.
  if (/(?<!\\)\|/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""))) throw invalid("query_string must not hold a pipe");
  return `(${withSearchFields(text)})`;
};

/** Renames the fields of a query_string; what stands in quotes stays. */
function withSearchFields(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|(^|[\s(!+-])([\w@.]+):/g, (whole, before?: string, name?: string) =>
    name === undefined ? whole : `${before ?? ""}${searchField(name)}:`,
  );
}

const clauses: Record<string, Translate> = {
  match_all: () => "*",
  match_none: () => "NOT *",
  query_string: queryString,
  simple_query_string: queryString,
  match,
  match_phrase: phrase,
  term: equals("term", "value"),
  terms,
  range,
  exists: (body) => {
    const { field } = asObject(body, "exists");
    if (typeof field !== "string") throw invalid("expected exists to name a field");
    return `${searchField(field)}:*`;
  },
  prefix: (body) => {
    const [field, value] = fieldValue(body, "prefix", "value");
    return `${searchField(field)}:${escapeStar(String(value))}*`;
  },
};

/** A prefix's own special characters, so that only the star at its end is one. */
const escapeStar = (text: string): string => text.replaceAll(/[\s()|"'`\\*:[\]{}!/<>=]/g, String.raw`\$&`);

function bool(body: Clause, depth: number): string {
  const list = (name: string): string[] => {
    const value = body[name];
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((clause) => toSearchLanguage(clause, depth + 1));
  };
  const required = [...list("must"), ...list("filter")];
  const should = list("should");
  const parts = [...required, ...list("must_not").map((text) => `NOT (${text})`)];
  // Without anything required, at least one of `should` must match; beside it they only rank.
  if (should.length > 0 && (required.length === 0 || Number(body["minimum_should_match"] ?? 0) > 0))
    parts.push(`(${should.join(" OR ")})`);
  return parts.length === 0 ? "*" : `(${parts.join(" AND ")})`;
}
