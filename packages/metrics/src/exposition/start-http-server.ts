import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { collectDefaultMetrics, register, type Registry } from "prom-client";
import { MetricsError } from "../errors.js";
import { SCRAPED_NAMES_MAX } from "../limits.js";
import { aggregatedRegistry } from "../sharing/share-metrics.js";
import { expose } from "./exposition.js";
import { type MetricsTls, tlsOptions } from "./metrics-tls.js";

/** Options of {@link startHttpServer}. */
export interface HttpServerOptions {
  /** @default "127.0.0.1"; Python's serves all addresses */
  host?: string;
  /** @default prom-client's own */
  registry?: Registry;
  /** Whether to add the metrics of the process (CPU, memory, event loop, garbage collection). @default true */
  defaultMetrics?: boolean;
  /** Serves HTTPS. @default plain HTTP */
  tls?: MetricsTls;
}

/** A running exposition server. */
export interface MetricsServer {
  /** The port in use. */
  readonly port: number;
  /** Where the metrics are. */
  readonly url: string;
  /** Stops it and ends its connections. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Serves metrics at `/metrics` for Prometheus to scrape, as Python's `prometheus_client.start_http_server` does. It does not keep the
 * process alive. The metrics of threads and processes that share theirs are added up.
 * @param port 0 for any free one
 * @throws MetricsError `CW_METRICS_LISTEN`
 */
export async function startHttpServer(port: number, options: HttpServerOptions = {}): Promise<MetricsServer> {
  const { host = "127.0.0.1", registry = register, defaultMetrics = true } = options;
  if (defaultMetrics && registry.getSingleMetric("process_cpu_user_seconds_total") === undefined)
    collectDefaultMetrics({ register: registry });
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void answer(registry, request, response);
  const server =
    options.tls === undefined ? createServer(listener) : createTlsServer(tlsOptions(options.tls), listener);
  server.listen(port, host);
  await listening(server, host, port);
  server.unref();
  return running(server, host, options.tls === undefined ? "http" : "https");
}

function running(server: Server, host: string, protocol: string): MetricsServer {
  const { port } = server.address() as AddressInfo;
  let closed: Promise<unknown> | undefined;
  return {
    port,
    url: `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}/metrics`,
    close: async () => {
      closed ??= once(server.close(), "close");
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  try {
    await once(server, "listening");
  } catch (error) {
    throw new MetricsError("CW_METRICS_LISTEN", [host, port, error instanceof Error ? error.message : error], {
      cause: error,
    });
  }
}

async function answer(registry: Registry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path, query = ""] = (request.url ?? "").split("?", 2);
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "only GET is answered\n");
  if (path !== "/metrics" && path !== "/") return end(response, 404, "metrics are at /metrics\n");
  try {
    const { contentType, body } = await expose(
      await aggregatedRegistry(registry),
      request.headers.accept,
      namesIn(query),
    );
    response.setHeader("content-type", contentType);
    const gzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    if (gzip) response.setHeader("content-encoding", "gzip");
    response.end(gzip ? gzipSync(body) : body);
  } catch (error) {
    end(response, 500, `a metric could not be collected: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** `name[]=…` restricts the answer, as Python's server has it. */
function namesIn(query: string): ReadonlySet<string> | undefined {
  const names = new URLSearchParams(query).getAll("name[]");
  return names.length === 0 ? undefined : new Set(names.slice(0, SCRAPED_NAMES_MAX));
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
