import type { IncomingMessage, ServerResponse } from "node:http";
import { type ExpressRequest, templateOf } from "./express-template.js";
import { exchangeOf, HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

type Next = (error?: unknown) => void;

/** The two middlewares of {@link expressMetrics}. */
export interface ExpressMetrics {
  /** Before all routes: `app.use(metrics.middleware)`. */
  middleware: (request: IncomingMessage, response: ServerResponse, next: Next) => void;
  /** After all routes, for the stack of errors in the access record: `app.use(metrics.errors)`. It passes them on. */
  errors: (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void;
}

/** Counts, measures and logs the requests of an Express application (4 or 5). */
export function expressMetrics(options: HttpMetricsOptions = {}): ExpressMetrics {
  const metrics = new HttpMetrics<ExpressRequest>({ routeOf: templateOf }, options);
  return {
    middleware: (request, response, next) => {
      metrics.within(metrics.begin(request, response, request), next);
    },
    errors: (error, _request, response, next) => {
      exchangeOf(response)?.failed(error);
      next(error);
    },
  };
}
