import type { SearchRequest, SearchResult } from "@cordwood/store";
import { aggregationQueriesMax } from "../limits.js";
import { runQuery } from "../queries/run-query.js";
import type { RequestContext, Services } from "../services.js";
import type { Ask } from "./aggregations/aggregation.js";
import { runAggregations } from "./aggregations/run-aggregations.js";
import { ElasticError } from "./elastic-error.js";
import { toHit } from "./hit.js";
import type { Body } from "./json-shape.js";
import type { ElasticSearch } from "./search-body.js";
import { orderOf, sortStage } from "./sort.js";

const shards = { total: 1, successful: 1, skipped: 0, failed: 0 };

/** Asks the store for one request, and counts how often. */
type Search = (request: SearchRequest) => Promise<SearchResult>;

function searcher(context: RequestContext, services: Services): Search {
  let count = 0;
  return (request) => {
    count += 1;
    if (count > aggregationQueriesMax) {
      const reason = `Trying to create too many buckets: this search needs more than ${aggregationQueriesMax} queries. Ask for fewer aggregations at once.`;
      throw new ElasticError("too_many_buckets_exception", reason);
    }
    const asked = { kind: "elastic", query: request.query };
    return runQuery(context, services, asked, (store, signal) => store.search(request, signal));
  };
}

/** Runs a search and answers it as `_search` does. */
export async function runSearch(context: RequestContext, services: Services, asked: ElasticSearch): Promise<Body> {
  const started = performance.now();
  const search = searcher(context, services);
  const [hits, total, aggregations] = await Promise.all([
    hitsOf(search, asked),
    totalOf(search, asked),
    asked.aggregations.length === 0 ? undefined : runAggregations(asked.query, asked.aggregations, asking(search)),
  ]);
  return {
    took: Math.round(performance.now() - started),
    timed_out: false,
    _shards: shards,
    hits: { ...(total !== undefined && { total }), max_score: asked.sorted || hits.length === 0 ? null : 1, hits },
    ...(aggregations !== undefined && { aggregations }),
  };
}

async function hitsOf(search: Search, asked: ElasticSearch): Promise<Body[]> {
  const { from, size, sort, after, source, fields, sorted } = asked;
  if (size === 0) return [];
  const query = [asked.hitsQuery, ...after.stages, ...sortStage(sort)].join(" | ");
  const request = { query, limit: from + size, order: orderOf(sort) ?? "desc" } as const;
  const result = await search({ ...request, ...(after.cursor !== undefined && { cursor: after.cursor }) });
  const rows = result.kind === "records" ? result.rows.slice(from) : [];
  const before = from + (/^o(\d+)$/.exec(after.cursor ?? "")?.[1] === undefined ? 0 : Number(after.cursor?.slice(1)));
  return rows.map((row, index) => toHit(row, { sort, source, fields, sorted, rowsBefore: before + index }));
}

async function totalOf(search: Search, { hitsQuery, totalMax }: ElasticSearch): Promise<Body | undefined> {
  if (totalMax === 0) return undefined;
  const value = await countRecords(search, hitsQuery);
  return value > totalMax ? { value: totalMax, relation: "gte" } : { value, relation: "eq" };
}

function asking(search: Search): Ask {
  return {
    async table(query) {
      const result = await search({ query });
      if (result.kind !== "table") return [];
      if (result.hints?.some((hint) => hint.startsWith("the table was cut off")) !== true) return result.rows;
      const reason = `Trying to create too many buckets. Must be less than or equal to: [${result.rows.length - 1}] but was more.`;
      throw new ElasticError("too_many_buckets_exception", reason);
    },
    async records(query, limit) {
      const result = await search({ query, limit });
      return result.kind === "records" ? result.rows : [];
    },
  };
}

/** Runs a search and answers it as `_count` does. */
export async function runCount(context: RequestContext, services: Services, query: string): Promise<Body> {
  return { count: await countRecords(searcher(context, services), query), _shards: shards };
}

async function countRecords(search: Search, query: string): Promise<number> {
  const result = await search({ query: `${query} | stats count()` });
  return result.kind === "table" ? Number(result.rows[0]?.[0] ?? 0) : 0;
}
