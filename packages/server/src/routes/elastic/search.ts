import type { SearchRequest } from "@cordwood/store";
import { quoteText } from "@cordwood/store/query";
import { z } from "zod";
import { indexField } from "../../elastic/bulk-body.js";
import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { toHit } from "../../elastic/hit.js";
import { toSearchLanguage } from "../../elastic/query-dsl.js";
import { readText } from "../../body/read-json.js";
import { ServerError } from "../../errors.js";
import { searchRowsMax } from "../../limits.js";
import { countParameter, readParameters, readQueryString } from "../../parameters.js";
import type { RequestContext, Route, Services } from "../../services.js";

const size = countParameter(0, searchRowsMax);
const flag = z.union([z.boolean(), z.string(), z.number()]).optional();

/** What of a search body is understood; the rest is refused by name, so that nobody takes a wrong answer for a right one. */
const bodyShape = {
  query: z.unknown().optional(),
  size,
  from: size,
  sort: z.unknown().optional(),
  track_total_hits: flag,
  timeout: z.string().optional(),
  version: flag,
  _source: z.unknown().optional(),
};

/** `q` is query_string's short form (URI search). */
const addressShape = {
  q: z.string().optional(),
  size,
  from: size,
  sort: z.string().optional(),
  pretty: flag,
  ignore_unavailable: flag,
  allow_no_indices: flag,
  expand_wildcards: flag,
  track_total_hits: flag,
  rest_total_hits_as_int: flag,
  timeout: z.string().optional(),
};

/** `GET|POST /elastic/_search`, `_count`, and the same under an index. */
export const elasticSearchRoute: Route = (app, services) => {
  for (const prefix of ["/elastic", "/elastic/:index"]) {
    app.on(["GET", "POST"], `${prefix}/_search`, async (context) =>
      elasticRoute(context, services, async () => search(context, services)),
    );
    app.on(["GET", "POST"], `${prefix}/_count`, async (context) =>
      elasticRoute(context, services, async () => count(context, services)),
    );
  }
};

interface Asked {
  query: string;
  size: number;
  from: number;
  order: "asc" | "desc";
}

async function search(context: RequestContext, services: Services): Promise<Response> {
  const started = performance.now();
  const asked = await readAsked(context, services);
  const { store } = services.backend();
  const { signal } = context.req.raw;
  const limit = asked.from + asked.size;
  if (limit > searchRowsMax)
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: `from + size is above ${searchRowsMax}`,
      hint: "narrow the query",
    });
  const request: SearchRequest = { query: asked.query, limit: Math.max(1, limit), order: asked.order };
  const result = await services.queries.run(() => store.search(request, signal), signal);
  const rows = result.kind === "records" && asked.size > 0 ? result.rows.slice(asked.from, limit) : [];
  const total = { value: await totalOf(services, asked.query, signal), relation: "eq" };
  return elasticJson(context, {
    took: Math.round(performance.now() - started),
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: { total, max_score: null, hits: rows.map(toHit) },
  });
}

async function count(context: RequestContext, services: Services): Promise<Response> {
  const { query } = await readAsked(context, services);
  const value = await totalOf(services, query, context.req.raw.signal);
  return elasticJson(context, { count: value, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } });
}

async function totalOf(services: Services, query: string, signal: AbortSignal): Promise<number> {
  const { store } = services.backend();
  const result = await services.queries.run(() => store.search({ query: `${query} | stats count()` }, signal), signal);
  return result.kind === "table" ? Number(result.rows[0]?.[0] ?? 0) : 0;
}

async function readAsked(context: RequestContext, services: Services): Promise<Asked> {
  const address = readQueryString(context.req.url, addressShape);
  const text = await readText(context, services);
  const body = readParameters(parseBody(text.trim() === "" ? "{}" : text), bodyShape);
  const query = address.q === undefined ? body.query : { query_string: { query: address.q } };
  const parts = [indexFilter(context.req.param("index")), toSearchLanguage(query)].filter((part) => part !== "*");
  return {
    query: parts.length === 0 ? "*" : parts.join(" AND "),
    size: address.size ?? body.size ?? 10,
    from: address.from ?? body.from ?? 0,
    order: orderOf(address.sort ?? body.sort),
  };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServerError("CW_SERVER_BODY_INVALID", { reason: (error as Error).message, hint: "send valid JSON" });
  }
}

/** An index that `_bulk` wrote to, or several, with `*`; `_all`, `*` and `cordwood*` are everything. */
function indexFilter(index: string | undefined): string {
  const names = (index ?? "*").split(",").map((name) => name.trim());
  if (names.some((name) => name === "*" || name === "_all" || /^cordwood\*?$/.test(name))) return "*";
  const filters = names.map((name) =>
    name.endsWith("*") ? `${indexField}:${name.replaceAll(/[^\w.*-]/g, "")}` : `${indexField}:${quoteText(name)}`,
  );
  return `(${filters.join(" OR ")})`;
}

/** Records are in order of time, either way; sorting by anything else is refused. */
function orderOf(sort: unknown): "asc" | "desc" {
  const first: unknown = Array.isArray(sort) ? sort[0] : sort;
  if (first === undefined || first === "_score") return "desc";
  const [field, how] = typeof first === "string" ? first.split(":") : (Object.entries(first as object)[0] ?? []);
  const order: unknown = typeof how === "object" && how !== null ? (how as { order?: unknown }).order : how;
  if (field === "@timestamp" || field === "time" || field === "_doc") return order === "asc" ? "asc" : "desc";
  throw new ServerError("CW_SERVER_BODY_INVALID", {
    reason: `sorting by ${field} is not possible`,
    hint: "sort by @timestamp",
  });
}
