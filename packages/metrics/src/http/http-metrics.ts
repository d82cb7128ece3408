import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fields, getLogger, type Logger, parseTraceparent, withContext } from "@cordwood/logging";
import { register, type Registry } from "prom-client";
import { ENDED_REQUESTS_MAX, ENDED_REQUESTS_WAIT_MS } from "../limits.js";
import { type AccessFields, AccessLog } from "./access-log.js";
import { Exchange, pathOf } from "./exchange.js";
import { type HttpSeries, httpSeriesOf } from "./http-series.js";
import { requestIdOf } from "./request-id.js";
import { takeWireBytes } from "./wire-bytes.js";

/** Options of every middleware. */
export interface HttpMetricsOptions {
  /** @default prom-client's own */
  registry?: Registry;
  /** Takes one record per request; false for none. @default getLogger("http.access") */
  logger?: Logger | false;
  /** Bounds of the duration's buckets in seconds. @default 5 ms to 10 s */
  buckets?: number[];
  /** Paths that are neither counted nor logged. @default /metrics, /healthz, /readyz, /livez, /favicon.ico */
  ignore?: readonly string[] | ((path: string) => boolean);
  /** Header that carries the request id in both directions; false for no request ids. @default "x-request-id" */
  requestIdHeader?: string | false;
  /** Further fields of the access record. */
  fields?: AccessFields;
  /** Routes that are counted apart. @default 200 */
  routesMax?: number;
  /**
   * Whether records logged while a request is handled carry its ids. It costs what AsyncLocalStorage costs, which
   * was measured as 12% to 45% of a trivial request on Node 20 and 1% to 14% on Node 24. @default true
   */
  context?: boolean;
  /** What the names of the metrics begin with, for an application that has its own prefix. @default "" */
  prefix?: string;
}

/** What a framework knows of a request, and how it answers headers. */
export interface Framework<S> {
  /** The template of the route that took it (`/users/:id`), asked for when the answer has ended; undefined when none did. */
  routeOf(subject: S): string | undefined;
  /** Sets a header of the answer. @default node:http's own way */
  setHeader?(subject: S, name: string, value: string): void;
}

const ignoredByDefault: readonly string[] = ["/metrics", "/healthz", "/readyz", "/livez", "/favicon.ico"];
const bucketsByDefault: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const underWay: unique symbol = Symbol("cordwood.exchange");

interface Ending<S> {
  exchange: Exchange;
  subject: S;
  metrics: HttpMetrics<S>;
}

interface ObservedResponse<S> extends ServerResponse {
  [underWay]?: Ending<S>;
}

/** What all five middlewares have in common: the metrics, the request id, the context and the access record. */
export class HttpMetrics<S> {
  readonly #framework: Framework<S>;
  readonly #series: HttpSeries;
  readonly #accessLog: AccessLog | undefined;
  readonly #requestIdHeader: string | undefined;
  readonly #ignored: (path: string) => boolean;
  readonly #context: boolean;
  /** Requests that have ended and are not counted yet. */
  readonly #ended: Ending<S>[] = [];
  /** Access records are no part of the request that happened to end first. */
  readonly #outside = new AsyncResource("cordwood.http-metrics");
  #waiting = false;

  constructor(framework: Framework<S>, options: HttpMetricsOptions = {}) {
    const { registry = register, logger = getLogger("http.access"), requestIdHeader = "x-request-id" } = options;
    this.#framework = framework;
    this.#requestIdHeader = requestIdHeader === false ? undefined : requestIdHeader.toLowerCase();
    this.#ignored = ignoring(options.ignore ?? ignoredByDefault);
    this.#context = options.context ?? true;
    this.#accessLog = logger === false ? undefined : new AccessLog(logger, options.fields);
    const { buckets = [...bucketsByDefault], routesMax, prefix = "" } = options;
    this.#series = httpSeriesOf(registry, { prefix, buckets, routesMax });
    this.#series.beforeReading(() => this.#countEnded());
  }

  /** Begins a request; undefined when its path is left out. */
  begin(request: IncomingMessage, response: ServerResponse, subject: S): Exchange | undefined {
    if (this.#ignored(pathOf(request))) return undefined;
    const exchange = new Exchange(request, response, this.#contextOf(request, response, subject));
    this.#series.inFlight += 1;
    const observed: ObservedResponse<S> = response;
    observed[underWay] = { exchange, subject, metrics: this };
    response.on("close", onClose);
    return exchange;
  }

  /** Runs code with the request's context, or as it is for requests that are left out. */
  within<T>(exchange: Exchange | undefined, run: () => T): T {
    return exchange === undefined || !this.#context ? run() : withContext(exchange.context, run);
  }

  /** Takes a request whose connection is done with its answer. */
  end(ending: Ending<S>): void {
    const { exchange } = ending;
    exchange.seconds = (performance.now() - exchange.startedMs) / 1000;
    const { received, sent } = takeWireBytes(exchange.request.socket);
    exchange.received = received;
    exchange.sent = sent;
    this.#series.inFlight -= 1;
    // A handler that has answered and then fails tells so in a microtask, which may come after "close": this one is not counted yet. A timer for
    // many requests costs less than waking the event loop for each.
    if (this.#ended.length >= ENDED_REQUESTS_MAX) this.#countEnded();
    this.#ended.push(ending);
    if (!this.#waiting) this.#wait();
  }

  #wait(): void {
    this.#waiting = true;
    setTimeout(() => {
      this.#waiting = false;
      this.#countEnded();
    }, ENDED_REQUESTS_WAIT_MS);
  }

  #countEnded(): void {
    if (this.#ended.length > 0) this.#outside.runInAsyncScope(() => this.#count(this.#ended.splice(0)));
  }

  #count(ended: readonly Ending<S>[]): void {
    for (const { exchange, subject } of ended) {
      const series = this.#series.count(exchange, this.#framework.routeOf(subject));
      this.#accessLog?.write(exchange, series);
    }
  }

  #contextOf(request: IncomingMessage, response: ServerResponse, subject: S): Fields {
    const { traceparent } = request.headers;
    const trace = typeof traceparent === "string" ? parseTraceparent(traceparent) : undefined;
    const name = this.#requestIdHeader;
    if (name === undefined) return trace === undefined ? noContext : { ...trace };
    const id = requestIdOf(request.headers[name]);
    if (this.#framework.setHeader === undefined) response.setHeader(name, id);
    else this.#framework.setHeader(subject, name, id);
    return trace === undefined ? { request_id: id } : { request_id: id, ...trace };
  }
}

const noContext: Fields = {};

function onClose<S>(this: ObservedResponse<S>): void {
  const ending = this[underWay];
  ending?.metrics.end(ending);
}

/** The exchange that a middleware has begun for this answer; undefined when it is left out. */
export function exchangeOf(response: ObservedResponse<unknown>): Exchange | undefined {
  return response[underWay]?.exchange;
}

function ignoring(ignore: NonNullable<HttpMetricsOptions["ignore"]>): (path: string) => boolean {
  if (typeof ignore === "function") return ignore;
  const paths = new Set(ignore);
  return (path) => paths.has(path);
}
