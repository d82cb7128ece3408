import type { SearchRequest } from "@cordwood/store";
import type { Services } from "../services.js";
import { toHit } from "./hit.js";
import type { ElasticSearch } from "./search-body.js";

const shards = { total: 1, successful: 1, skipped: 0, failed: 0 };

/** Runs a search and answers it as `_search` does, with the exact total. */
export async function runSearch(services: Services, asked: ElasticSearch, signal: AbortSignal): Promise<object> {
  const started = performance.now();
  const { store } = services.backend();
  const limit = asked.from + asked.size;
  const request: SearchRequest = { query: asked.query, limit: Math.max(1, limit), order: asked.order };
  const result = await services.queries.run(() => store.search(request, signal), signal);
  const rows = result.kind === "records" ? result.rows.slice(asked.from, limit) : [];
  const total = { value: await countRecords(services, asked.query, signal), relation: "eq" };
  return {
    took: Math.round(performance.now() - started),
    timed_out: false,
    _shards: shards,
    hits: { total, max_score: null, hits: rows.map(toHit) },
  };
}

/** Runs a search and answers it as `_count` does. */
export async function runCount(services: Services, query: string, signal: AbortSignal): Promise<object> {
  return { count: await countRecords(services, query, signal), _shards: shards };
}

async function countRecords(services: Services, query: string, signal: AbortSignal): Promise<number> {
  const { store } = services.backend();
  const result = await services.queries.run(() => store.search({ query: `${query} | stats count()` }, signal), signal);
  return result.kind === "table" ? Number(result.rows[0]?.[0] ?? 0) : 0;
}
