import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

interface KoaContext {
  req: IncomingMessage;
  res: ServerResponse;
  /** Set by `@koa/router`. */
  _matchedRoute?: unknown;
  routerPath?: string;
}

/** Counts, measures and logs the requests of a Koa application: `app.use(koaMetrics())` before the router (`@koa/router`). */
export function koaMetrics(
  options: HttpMetricsOptions = {},
): (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  const metrics = new HttpMetrics<KoaContext>({ routeOf }, options);
  return async (context, next) => {
    const exchange = metrics.begin(context.req, context.res, context);
    try {
      return await metrics.within(exchange, next);
    } catch (error) {
      // Errors below 500 are answers (`ctx.throw(404)`), not failures.
      if (statusOf(error) >= 500) exchange?.failed(error);
      throw error;
    }
  };
}

const statusOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;

function routeOf(context: KoaContext): string | undefined {
  const { _matchedRoute: route } = context;
  return typeof route === "string" || route instanceof RegExp ? String(route) : undefined;
}
