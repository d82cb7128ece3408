import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

interface HonoContext {
  env: unknown;
  error?: Error | undefined;
  req: { matchedRoutes?: readonly { path: string; method: string }[] };
}

/** What `@hono/node-server` gives to handlers. */
interface NodeBindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** Options of {@link honoMetrics}. */
export interface HonoOptions extends HttpMetricsOptions {
  /** The template of the route that took a request: `routePath` of `hono/route`, for the last route. */
  route?: (context: never) => string | undefined;
}

/**
 * Counts, measures and logs the requests of a Hono application on `@hono/node-server`: `app.use(honoMetrics())` before all routes. Elsewhere
 * (Bun, Deno, workers) requests pass unseen: there is no node:http request to measure.
 */
export function honoMetrics(
  options: HonoOptions = {},
): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  const { route = lastRoute, ...rest } = options;
  const metrics = new HttpMetrics<HonoContext>({ routeOf: (context) => route(context as never) }, rest);
  return async (context, next) => {
    if (!hasNode(context.env)) return next();
    const { incoming, outgoing } = context.env;
    const exchange = metrics.begin(incoming, outgoing, context);
    await metrics.within(exchange, next);
    if (context.error !== undefined) exchange?.failed(context.error);
  };
}

const hasNode = (env: unknown): env is NodeBindings =>
  typeof env === "object" && env !== null && "incoming" in env && "outgoing" in env;

/** The last matched route that is no middleware: middlewares are registered for all methods, most of them with a wildcard. */
function lastRoute(context: HonoContext): string | undefined {
  const routes = context.req.matchedRoutes;
  const own = routes?.findLast((route) => route.method !== "ALL");
  return (own ?? routes?.findLast((route) => !route.path.endsWith("*")))?.path;
}
