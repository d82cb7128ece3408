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
};

/** `GET|POST /elastic/_search`, `_count`, and the same under an index. */
export const elasticSearchRoute: Route = (app, services) => {
  for (const prefix of ["/elastic", "/elastic/:index"]) {
    app.on(["GET", "POST"], `${prefix}/_search`, async (context) =>
      elasticRoute(context, services, async () => {
        const asked = await readAsked(context, services);
        return elasticJson(context, await runSearch(services, asked, context.req.raw.signal));
      }),
    );
    app.on(["GET", "POST"], `${prefix}/_count`, async (context) =>
      elasticRoute(context, services, async () => {
        const { query } = await readAsked(context, services);
        return elasticJson(context, await runCount(services, query, context.req.raw.signal));
      }),
    );
  }
};

async function readAsked(context: RequestContext, services: Services): Promise<ElasticSearch> {
  const { q, size, from, sort } = readQueryString(context.req.url, addressShape);
  const given = { query: q === undefined ? undefined : { query_string: { query: q } }, size, from, sort };
  const overriding = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return readSearch(context.req.param("index"), parseSearchBody(await readText(context, services)), overriding);
}
