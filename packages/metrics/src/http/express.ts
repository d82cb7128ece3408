import type { IncomingMessage, ServerResponse } from "node:http";
import { type Exchange, HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

interface ExpressRequest extends IncomingMessage {
  baseUrl?: string;
  route?: { path?: unknown };
}

type Next = (error?: unknown) => void;

/** The two middlewares of {@link expressMetrics}. */
export interface ExpressMetrics {
  /** Before all routes: `app.use(metrics.middleware)`. */
  middleware: (request: ExpressRequest, response: ServerResponse, next: Next) => void;
  /** After all routes, for the stack of errors in the access record: `app.use(metrics.errors)`. It passes them on. */
  errors: (error: unknown, request: ExpressRequest, response: ServerResponse, next: Next) => void;
}

/** Counts, measures and logs the requests of an Express application (4 or 5). */
export function expressMetrics(options: HttpMetricsOptions = {}): ExpressMetrics {
  const metrics = new HttpMetrics(options);
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  return {
    middleware: (request, response, next) => {
      const exchange = metrics.begin(request, response, () => routeOf(request));
      if (exchange !== undefined) exchanges.set(request, exchange);
      metrics.within(exchange, next);
    },
    errors: (error, request, _response, next) => {
      exchanges.get(request)?.failed(error);
      next(error);
    },
  };
}

/** Where the router is mounted, and the route's own path; a list or expression is shown as Express prints it. */
function routeOf(request: ExpressRequest): string | undefined {
  const path = request.route?.path;
  if (typeof path !== "string" && !(path instanceof RegExp) && !Array.isArray(path)) return undefined;
  return `${request.baseUrl ?? ""}${path.toString()}`;
}
