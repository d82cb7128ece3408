import type { Collector, Ingest } from "@cordwood/collector";
import type { Logger } from "@cordwood/logging";
import type { Store } from "@cordwood/store";
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { ByteBudget } from "./body/byte-budget.js";
import type { Authentication, Grant } from "./guards/authentication.js";
import type { ServerMetrics } from "./metrics/server-metrics.js";
import type { RunningQueries } from "./queries/running-queries.js";
import type { QueryGate } from "./query-gate.js";

/** Where records go and come from; attached once both are open. */
export interface Backend {
  store: Store;
  /** With `snapshot` and `counted`, as a collector has them, `/metrics` tells of its components and of what they count. */
  ingest: Ingest & Partial<Pick<Collector, "snapshot" | "counted" | "failure">>;
}

/** Where the records of an agent go. */
export type AgentBackend = Pick<Backend, "ingest">;

/** What the server needs of a logger. */
export type ServerLogger = Pick<Logger, "debug" | "info" | "warning" | "error">;

/** What every route works with. */
export interface Services {
  /** @throws ServerError `CW_SERVER_STARTING` until the store is open, `CW_SERVER_CLOSING` afterwards. */
  backend(): Backend;
  /** Why a request would be refused now, or undefined when the server is ready. */
  notReady(): "starting" | "closing" | "buffer failed" | undefined;
  logger: ServerLogger;
  metrics: ServerMetrics;
  queries: QueryGate;
  /** Queries that wait or run, by request. */
  running: RunningQueries;
  /** Exports run long: they have turns of their own, each until its stream ends. */
  exports: QueryGate;
  bodies: ByteBudget;
  authentication: Authentication;
  /** Aborts when the server closes; live tails end with it. */
  closing: AbortSignal;
}

/** Hono's types for this server. */
export interface ServerEnvironment {
  Bindings: HttpBindings;
  /** `grant` is who asks; set on every path that needs a token. */
  Variables: { requestId: string; grant: Grant };
}

/** The application that routes add themselves to. */
export type App = Hono<ServerEnvironment>;

/** One request in a route. */
export type RequestContext = Context<ServerEnvironment>;

/** A route: adds itself to the application. */
export type Route = (app: App, services: Services) => void;
