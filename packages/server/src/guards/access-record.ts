import { routePath } from "hono/route";
import type { Route } from "../services.js";

/**
 * Writes a debug record of each request when its headers are answered. Ingest requests make no
 * record: one that arrives from this very server would make the next.
 */
export const accessRecord: Route = (app, services) => {
  app.use(async (context, next) => {
    const started = performance.now();
    await next();
    const elapsedMs = performance.now() - started;
    const { method, path } = context.req;
    const { status } = context.res;
    const route = routePath(context, -1);
    if (route.endsWith("/ingest") || route === "/healthz" || route === "/readyz") return;
    services.logger.debug("request answered", {
      "http.request.method": method,
      "url.path": path,
      "http.route": route,
      "http.response.status_code": status,
      duration_ms: Math.round(elapsedMs * 10) / 10,
      request_id: context.get("requestId"),
    });
  });
};
