// What of a search is understood; the rest is refused by name, so that nobody takes a wrong answer for a right one.
import { quoteText } from "@cordwood/store/query";
import { searchRowsMax } from "../limits.js";
import type { Aggregation } from "./aggregations/aggregation.js";
import { readAggregations } from "./aggregations/run-aggregations.js";
import { indexField } from "./bulk-body.js";
import { allOf } from "./clauses/combine.js";
import { argumentError, ElasticError, parsingError } from "./elastic-error.js";
import { asList, asObject, asText, type Body, shown } from "./json-shape.js";
import { toSearchLanguage } from "./query-dsl.js";
import { type After, readAfter, readSort, type SortKey } from "./sort.js";
import { nameMatcher, readSource, type SourceFilter } from "./source-filter.js";

/** A search as records can answer it. */
export interface ElasticSearch {
  /** Search language, without stages. */
  query: string;
  /** The same with the `post_filter`, for hits alone. */
  hitsQuery: string;
  size: number;
  from: number;
  sort: readonly SortKey[];
  /** Whether an order was asked for. */
  sorted: boolean;
  after: After;
  source: SourceFilter;
  fields: ((name: string) => boolean) | undefined;
  /** Hits up to which the total is exact; infinite for all, 0 for no total. */
  totalMax: number;
  aggregations: readonly Aggregation[];
}

/** Parts of a body that change nothing here: they rank, they tune, or they are answered anyway. */
const harmless = new Set([
  "timeout",
  "version",
  "seq_no_primary_term",
  "explain",
  "track_scores",
  "indices_boost",
  "terminate_after",
  "stats",
  "profile",
  "stored_fields",
  "runtime_mappings",
  "preference",
  "allow_partial_search_results",
  // Grafana asks for it with each page of logs, and shows hits without it too.
  "highlight",
]);
const understood = new Set([
  "query",
  "size",
  "from",
  "sort",
  "search_after",
  "track_total_hits",
  "_source",
  "fields",
  "docvalue_fields",
  "aggs",
  "aggregations",
  "post_filter",
  "min_score",
]);

/**
 * Reads the body of a search under an index.
 *
 * @param overriding what the address says, which wins over the body
 * @throws ElasticError for what Elasticsearch would refuse, or what is not supported
 */
export function readSearch(index: string | undefined, body: unknown, overriding: Body = {}): ElasticSearch {
  const asked: Body = { ...asObject(body, "search"), ...overriding };
  const { typed_keys: typed, ...given } = asked;
  // Grafana sends an empty one with each search for hits.
  if (JSON.stringify(given["script_fields"]) === "{}") delete given["script_fields"];
  const unknown = Object.keys(given).find((name) => !understood.has(name) && !harmless.has(name));
  if (unknown !== undefined) throw parsingError(`unknown key [${unknown}] in the search: it is not supported here`);
  if (Object.keys(asObject(given["runtime_mappings"] ?? {}, "runtime_mappings")).length > 0)
    throw parsingError("[runtime_mappings] are not supported here");
  const query = allOf([indexFilter(index), toSearchLanguage(given["query"])]);
  const sort = readSort(given["sort"]);
  const fields = [...asList(given["fields"]), ...asList(given["docvalue_fields"])];
  return {
    query,
    hitsQuery: allOf([query, toSearchLanguage(given["post_filter"])]),
    ...windowOf(given),
    sort,
    sorted: given["sort"] !== undefined && sort.length > 0,
    after: readAfter(given["search_after"], sort),
    source: readSource(given["_source"]),
    fields: fields.length === 0 ? undefined : fieldMatcher(fields),
    totalMax: totalMaxOf(given["track_total_hits"]),
    aggregations: readAggregations(
      given["aggs"] ?? given["aggregations"],
      typed !== undefined && shown(typed) !== "false",
    ),
  };
}

function windowOf(body: Body): { size: number; from: number } {
  const [size, from] = [countOf(body, "size", 10), countOf(body, "from", 0)];
  if (size + from > searchRowsMax) {
    const reason = `Result window is too large, from + size must be less than or equal to: [${searchRowsMax}] but was [${size + from}]. Use search_after to go on.`;
    throw argumentError(reason);
  }
  if (from > 0 && body["search_after"] !== undefined)
    throw argumentError("`from` parameter must be set to 0 when `search_after` is used");
  return { size, from };
}

function countOf(body: Body, name: string, otherwise: number): number {
  const value = body[name] ?? otherwise;
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count === "number" && Number.isInteger(count) && count >= 0) return count;
  throw argumentError(`[${name}] parameter cannot be negative, found [${shown(value)}]`);
}

function totalMaxOf(value: unknown): number {
  if (value === undefined || value === true || value === "true") return Infinity;
  if (value === false || value === "false") return 0;
  const most = Number(value);
  if (Number.isInteger(most) && most > 0) return most;
  throw argumentError(`[track_total_hits] parameter must be positive or equals to -1, got ${shown(value)}`);
}

function fieldMatcher(fields: readonly unknown[]): (name: string) => boolean {
  const matchers = fields.map((field) =>
    nameMatcher(typeof field === "string" ? field : asText(asObject(field, "fields")["field"], "fields")),
  );
  return (name) => matchers.some((matches) => matches(name));
}

/** Parses a line or a body of JSON; nothing at all is an empty search. @throws ElasticError */
export function parseSearchBody(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ElasticError("x_content_parse_exception", (error as Error).message);
  }
}

/** An index that `_bulk` wrote to, or several, with `*`; `_all`, `*` and `cordwood*` are everything. */
export function indexFilter(index: string | undefined): string {
  const names = (index ?? "*").split(",").map((name) => name.trim());
  if (names.some((name) => name === "*" || name === "_all" || /^cordwood\*?$/.test(name))) return "*";
  const filters = names.map((name) =>
    name.includes("*") ? `${indexField}:${name.replaceAll(/[^\w.*-]/g, "")}` : `${indexField}:${quoteText(name)}`,
  );
  return `(${filters.join(" OR ")})`;
}
