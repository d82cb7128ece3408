import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

/** What `createServer` of node:http takes. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Options of {@link nodeHttpMetrics}. */
export interface NodeHttpOptions extends HttpMetricsOptions {
  /** The template of the route that takes a request, such as `/users/:id`; without it requests are counted as `unmatched`. */
  route?: (request: IncomingMessage) => string | undefined;
}

/** Counts, measures and logs the requests of a node:http server: `createServer(nodeHttpMetrics(listener, { route }))`. */
export function nodeHttpMetrics(listener: RequestListener, options: NodeHttpOptions = {}): RequestListener {
  const { route, ...rest } = options;
  const metrics = new HttpMetrics<IncomingMessage>({ routeOf: (request) => route?.(request) }, rest);
  return (request, response) => {
    const exchange = metrics.begin(request, response, request);
    return metrics.within(exchange, () =>
      observed(
        () => listener(request, response),
        (error) => exchange?.failed(error),
      ),
    );
  };
}

/** Runs a listener and tells what it throws or rejects with, which is thrown on. */
function observed(run: () => unknown, failed: (error: unknown) => void): unknown {
  const tell = (error: unknown): never => {
    failed(error);
    throw error;
  };
  try {
    const result = run();
    return result instanceof Promise ? result.catch(tell) : result;
  } catch (error) {
    return tell(error);
  }
}
