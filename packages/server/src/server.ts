import type { Server as HttpServer } from "node:http";
import { isIP, type AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.js";
import { ByteBudget } from "./body/byte-budget.js";
import { Connections } from "./connections.js";
import { ServerError } from "./errors.js";
import { createAuthentication } from "./guards/authentication.js";
import * as limits from "./limits.js";
import { isLoopback } from "./loopback.js";
import { createMetrics } from "./metrics/server-metrics.js";
import { readPage } from "./page/page-files.js";
import { RunningQueries } from "./queries/running-queries.js";
import { QueryGate } from "./query-gate.js";
import { agentRoutes } from "./routes/agent-routes.js";
import { routes } from "./routes/index.js";
import type { AgentBackend, Backend, ServerLogger, Services } from "./services.js";

/** What a server is started with. */
export interface ServerOptions {
  /** @default { host: "127.0.0.1", port: 7600 }; port 0 takes a free one */
  listen?: { host: string; port: number };
  /** Tokens that programs and people sign in with; none means that nobody has to. @default [] */
  tokens?: readonly string[];
  /** Listens beyond loopback without a token. @default false */
  insecure?: boolean;
  /** Names under which the server may be asked besides addresses and localhost, when there is no token. @default [] */
  allowedHosts?: readonly string[];
  /** An agent has no store: it takes records and tells how it is. @default "all" */
  routes?: "all" | "agent";
  /** Folder with the built page; without it only the API answers. */
  webRoot?: string;
  logger: ServerLogger;
}

/** A running server. */
export interface Server {
  /** `http://host:port`, as a browser on this machine reaches it. */
  readonly url: string;
  readonly host: string;
  /** The port that is really listened on. */
  readonly port: number;
  /** Hands over the open store and collector, or an agent's collector alone: from now on `/readyz` answers 200. */
  attach(backend: Backend | AgentBackend): void;
  /** Answers no new requests, ends live tails, lets requests under way finish within a bound. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Listens first and answers `/readyz` with 503 until {@link Server.attach}, so that the store can open meanwhile.
 *
 * @throws ServerError `CW_SERVER_EXPOSED` beyond loopback without a token, `CW_SERVER_PORT_IN_USE`,
 * `CW_SERVER_LISTEN`, `CW_SERVER_PAGE`
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, port } = options.listen ?? { host: "127.0.0.1", port: 7600 };
  const tokens = options.tokens ?? [];
  if (!isLoopback(host) && tokens.length === 0 && options.insecure !== true)
    throw new ServerError("CW_SERVER_EXPOSED", { host });
  const page = options.webRoot === undefined ? undefined : await readPage(options.webRoot);
  const state: State = { ingest: undefined, store: undefined, closing: new AbortController() };
  const services = createServices(state, tokens, options.logger);
  const app = createApp(services, {
    allowedHosts: options.allowedHosts ?? [],
    page,
    routes: options.routes === "agent" ? agentRoutes : routes,
  });
  const http = createHttpServer(app.fetch);
  const connections = new Connections(http);
  await listen(http, host, port);
  return runningServer(http, connections, host, state);
}

interface State {
  ingest: Backend["ingest"] | undefined;
  /** Undefined in an agent, too. */
  store: Backend["store"] | undefined;
  closing: AbortController;
}

function backendOf({ ingest, store, closing }: State): Backend {
  if (closing.signal.aborted) throw new ServerError("CW_SERVER_CLOSING");
  if (ingest === undefined) throw new ServerError("CW_SERVER_STARTING");
  return {
    ingest,
    get store(): Backend["store"] {
      // No route of an agent asks for it.
      if (store === undefined) throw new TypeError("there is no store");
      return store;
    },
  };
}

function notReady({ ingest, closing }: State): ReturnType<Services["notReady"]> {
  if (closing.signal.aborted) return "closing";
  if (ingest === undefined) return "starting";
  return ingest.failure?.() === undefined ? undefined : "buffer failed";
}

function createServices(state: State, tokens: readonly string[], logger: ServerLogger): Services {
  const queries = new QueryGate(limits.queriesAtOnceMax, limits.queriesWaitingMax);
  const exports = new QueryGate(limits.exportsAtOnceMax, limits.exportsWaitingMax);
  const bodies = new ByteBudget(limits.bodiesInFlightBytesMax);
  const closing = state.closing.signal;
  return {
    backend: () => backendOf(state),
    notReady: () => notReady(state),
    logger,
    metrics: createMetrics({
      gates: { query: queries, export: exports },
      bodyBytesHeld: () => bodies.held,
      collector: () => state.ingest?.snapshot?.(),
      counted: () => state.ingest?.counted?.() ?? [],
      store: async () => state.store?.facts(),
    }),
    queries,
    running: new RunningQueries(),
    exports,
    bodies,
    authentication: createAuthentication(tokens),
    closing,
  };
}

function createHttpServer(fetch: Parameters<typeof createAdaptorServer>[0]["fetch"]): HttpServer {
  const serverOptions = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
  };
  // Hono's own replacement of the global Request and Response would reach into the whole process.
  const http = createAdaptorServer({ fetch, serverOptions, overrideGlobalObjects: false }) as HttpServer;
  http.maxConnections = limits.connectionsMax;
  return http;
}

async function listen(http: HttpServer, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const code = error.code === "EADDRINUSE" ? "CW_SERVER_PORT_IN_USE" : "CW_SERVER_LISTEN";
      reject(new ServerError(code, { host, port, reason: error.message }, { cause: error }));
    });
    http.listen(port, host, () => {
      http.removeAllListeners("error");
      resolve();
    });
  });
}

function runningServer(http: HttpServer, connections: Connections, host: string, state: State): Server {
  const { port } = http.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${reachable(host)}:${port}`,
    host,
    port,
    attach(backend) {
      state.ingest = backend.ingest;
      state.store = "store" in backend ? backend.store : undefined;
    },
    close() {
      state.closing.abort();
      closed ??= connections.drain(limits.drainTimeoutMs);
      return closed;
    },
  };
}

/** The address to show for one that means "all interfaces". */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "") return "127.0.0.1";
  return isIP(host) === 6 ? `[${host}]` : host;
}
