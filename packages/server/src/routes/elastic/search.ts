import { z } from "zod";
import { readText } from "../../body/read-json.js";
import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { runCount, runSearch } from "../../elastic/run-search.js";
import { type ElasticSearch, parseSearchBody, readSearch } from "../../elastic/search-body.js";
import { readQueryString } from "../../parameters.js";
import type { RequestContext, Route, Services } from "../../services.js";

const text = z.string().optional();

/** `q` is query_string's short form (URI search); flags that change nothing here are taken and ignored. */
const addressShape = {
  q: text,
  size: text,
  from: text,
  sort: text,
  timeout: text,
  pretty: text,
  ignore_unavailable: text,
  allow_no_indices: text,
  expand_wildcards: text,
  track_total_hits: text,
  rest_total_hits_as_int: text,
  typed_keys: text,
  default_operator: text,
  _source: text,
  _source_includes: text,
  _source_excludes: text,
  error_trace: text,
  filter_path: text,
  human: text,
  request_cache: text,
  search_type: text,
  preference: text,
  routing: text,
  batched_reduce_size: text,
  ccs_minimize_roundtrips: text,
  max_concurrent_shard_requests: text,
  ignore_throttled: text,
};

/** `GET|POST /elastic/_search`, `_count`, and the same under an index. */
export const elasticSearchRoute: Route = (app, services) => {
  for (const prefix of ["/elastic", "/elastic/:index"]) {
    app.on(["GET", "POST"], `${prefix}/_search`, async (context) =>
      elasticRoute(context, services, async () => {
        const asked = await readAsked(context, services);
        const answer = await runSearch(context, services, asked);
        const asNumber = new URL(context.req.url).searchParams.get("rest_total_hits_as_int");
        return elasticJson(context, asNumber === null || asNumber === "false" ? answer : withTotalAsNumber(answer));
      }),
    );
    app.on(["GET", "POST"], `${prefix}/_count`, async (context) =>
      elasticRoute(context, services, async () => {
        const { query } = await readAsked(context, services);
        return elasticJson(context, await runCount(context, services, query));
      }),
    );
  }
};

/** The total of hits as releases before 7 had it. */
function withTotalAsNumber(answer: Record<string, unknown>): Record<string, unknown> {
  const hits = answer["hits"] as { total?: { value: number } };
  return { ...answer, hits: { ...hits, total: hits.total?.value ?? -1 } };
}

/** `_source`, `_source_includes` and `_source_excludes`, with commas between names. */
function sourceOf(address: {
  _source?: string | undefined;
  _source_includes?: string | undefined;
  _source_excludes?: string | undefined;
}): unknown {
  const { _source, _source_includes: includes, _source_excludes: excludes } = address;
  if (includes === undefined && excludes === undefined) return _source;
  return { includes: includes?.split(",") ?? [], excludes: excludes?.split(",") ?? [] };
}

async function readAsked(context: RequestContext, services: Services): Promise<ElasticSearch> {
  const address = readQueryString(context.req.url, addressShape);
  const { q, size, from, sort, track_total_hits, typed_keys, default_operator } = address;
  const query =
    q === undefined
      ? undefined
      : { query_string: { query: q, ...(default_operator !== undefined && { default_operator }) } };
  const given = { query, size, from, sort, track_total_hits, typed_keys, _source: sourceOf(address) };
  const overriding = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return readSearch(context.req.param("index"), parseSearchBody(await readText(context, services)), overriding);
}
