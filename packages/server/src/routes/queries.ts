import type { Store } from "@cordwood/store";
import type { CancelResponse, QueriesResponse, QueryStatus } from "../api/queries.js";
import { ServerError } from "../errors.js";
import { readQueryString } from "../parameters.js";
import type { RunningQuery } from "../queries/running-queries.js";
import type { Route, Services } from "../services.js";

/**
 * `GET /api/v1/queries`, `GET /api/v1/queries/ID` and `POST /api/v1/queries/ID/cancel`: what runs, how far it is, and
 * its end. The id is that of the request, which a client may choose itself with the header `x-request-id`.
 */
export const queriesRoute: Route = (app, services) => {
  app.get("/api/v1/queries", async (context) => {
    readQueryString(context.req.url, {});
    const { store } = services.backend();
    const queries = await Promise.all(services.running.list().map((query) => statusOf(store, query)));
    return context.json({ queries } satisfies QueriesResponse);
  });
  app.get("/api/v1/queries/:id", async (context) => {
    const { store } = services.backend();
    const queries = await Promise.all(find(services, context.req.param("id")).map((query) => statusOf(store, query)));
    return context.json(queries.reduce(together) satisfies QueryStatus);
  });
  app.post("/api/v1/queries/:id/cancel", (context) => {
    const found = find(services, context.req.param("id"));
    for (const query of found) query.cancel();
    return context.json({ cancelled: found.length } satisfies CancelResponse);
  });
};

function find(services: Services, id: string): RunningQuery[] {
  const found = services.running.of(id);
  if (found.length === 0) throw new ServerError("CW_SERVER_QUERY_UNKNOWN", { id: id.slice(0, 64) });
  return found;
}

async function statusOf(store: Store, { id, kind, query, startedMs, signal }: RunningQuery): Promise<QueryStatus> {
  const progress = await store.progress(signal);
  const elapsed = performance.now() - startedMs;
  const { rows_read: read = 0, rows_total: total = 0, memory_bytes: memory = 0 } = progress ?? {};
  return {
    id,
    kind,
    query,
    elapsed_ms: Math.round(elapsed),
    rows_read: read,
    rows_total: total,
    memory_bytes: memory,
    remaining_ms: read === 0 ? null : Math.round((elapsed * (total - read)) / read),
  };
}

/** Several statements of one request count as one. */
function together(one: QueryStatus, other: QueryStatus): QueryStatus {
  const remaining = [one.remaining_ms, other.remaining_ms].filter((time) => time !== null);
  return {
    ...one,
    elapsed_ms: Math.max(one.elapsed_ms, other.elapsed_ms),
    rows_read: one.rows_read + other.rows_read,
    rows_total: one.rows_total + other.rows_total,
    memory_bytes: one.memory_bytes + other.memory_bytes,
    remaining_ms: remaining.length === 0 ? null : Math.max(...remaining),
  };
}
