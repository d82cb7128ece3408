import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ERROR, type Fields, getLogger, INFO, type Logger, parseTraceparent, withContext } from "@cordwood/logging";
import { Counter, Gauge, Histogram, register, Registry } from "prom-client";
import { LabelGuard } from "../guard/label-guard.js";
import { REQUEST_ID_LENGTH_MAX } from "../limits.js";
import { wireBytes } from "./wire-bytes.js";

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
  /** Header that carries the request id in both directions. @default "x-request-id" */
  requestIdHeader?: string;
  /** Further fields of the access record. */
  fields?: (request: IncomingMessage, response: ServerResponse) => Fields;
  /** Routes that are counted apart. @default 200 */
  routesMax?: number;
}

const ignoredByDefault: readonly string[] = ["/metrics", "/healthz", "/readyz", "/livez", "/favicon.ico"];
const bucketsByDefault: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** What a request that no route took is counted as: its path could be anything. */
const unmatched = "unmatched";
const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "QUERY",
]);
const usableId = /^[\w.:@/+=-]+$/;

/** One request on its way. */
export interface Exchange {
  /** Fields that every record logged while the request is handled carries: `request_id`, `trace_id`, `span_id`. */
  readonly context: Fields;
  /** Tells of an error that the handler threw; its stack goes into the access record, once. */
  failed(error: unknown): void;
}

/** What all five middlewares have in common: the metrics, the request id, the context and the access record. */
export class HttpMetrics {
  readonly #logger: Logger | false;
  readonly #requestIdHeader: string;
  readonly #ignored: (path: string) => boolean;
  readonly #fields: HttpMetricsOptions["fields"];
  readonly #guard: LabelGuard;
  readonly #exemplars: boolean;
  readonly #requests: Counter<"method" | "route" | "code">;
  readonly #seconds: Histogram<"method" | "route" | "code">;
  readonly #inFlight: Gauge;
  readonly #received: Counter<"method" | "route" | "code">;
  readonly #sent: Counter<"method" | "route" | "code">;

  constructor(options: HttpMetricsOptions = {}) {
    const {
      registry = register,
      logger = getLogger("http.access"),
      requestIdHeader = "x-request-id",
      ignore = ignoredByDefault,
    } = options;
    this.#logger = logger;
    this.#requestIdHeader = requestIdHeader.toLowerCase();
    this.#ignored = typeof ignore === "function" ? ignore : (path) => ignore.includes(path);
    this.#fields = options.fields;
    this.#guard = new LabelGuard("http_requests_total", {
      registry,
      ...(options.routesMax === undefined ? {} : { valuesMax: options.routesMax }),
    });
    const contentType: string = registry.contentType;
    this.#exemplars = contentType === Registry.OPENMETRICS_CONTENT_TYPE;
    const labelNames = ["method", "route", "code"] as const;
    const common = { labelNames, registers: [registry] };
    this.#requests = new Counter({ name: "http_requests_total", help: "Requests answered", ...common });
    const buckets = options.buckets ?? [...bucketsByDefault];
    this.#seconds = new Histogram({
      name: "http_request_duration_seconds",
      help: "Time from a request's headers to the end of its answer",
      buckets,
      enableExemplars: this.#exemplars,
      ...common,
    });
    this.#inFlight = new Gauge({
      name: "http_requests_in_flight",
      help: "Requests that are being handled",
      registers: [registry],
    });
    this.#received = new Counter({
      name: "http_request_bytes_total",
      help: "Bytes received, headers included",
      ...common,
    });
    this.#sent = new Counter({ name: "http_response_bytes_total", help: "Bytes sent, headers included", ...common });
  }

  /**
   * Begins a request; undefined when its path is left out.
   * @param routeOf the template of the route that took it (`/users/:id`), asked for when the answer ends; undefined when none did
   */
  begin(request: IncomingMessage, response: ServerResponse, routeOf: () => string | undefined): Exchange | undefined {
    const path = pathOf(request);
    if (this.#ignored(path)) return undefined;
    const started = performance.now();
    const bytes = wireBytes(request.socket);
    const context = this.#contextOf(request, response);
    let failure: unknown;
    this.#inFlight.inc();
    const end = (): void => {
      const route = routeOf() ?? unmatched;
      this.#end({
        request,
        response,
        context,
        route,
        failure,
        seconds: (performance.now() - started) / 1000,
        ...bytes(),
      });
    };
    response.once("close", () => {
      this.#inFlight.dec();
      // A handler that has answered and then fails tells so in a microtask, which may come after "close".
      setImmediate(end);
    });
    return { context, failed: (error) => (failure ??= error ?? new Error("failed without a reason")) };
  }

  /** Runs code with the request's context, or as it is for requests that are left out. */
  within<T>(exchange: Exchange | undefined, run: () => T): T {
    return exchange === undefined ? run() : withContext(exchange.context, run);
  }

  #contextOf(request: IncomingMessage, response: ServerResponse): Fields {
    const given = request.headers[this.#requestIdHeader];
    const id =
      typeof given === "string" && given.length <= REQUEST_ID_LENGTH_MAX && usableId.test(given) ? given : randomUUID();
    response.setHeader(this.#requestIdHeader, id);
    const { traceparent } = request.headers;
    return { request_id: id, ...(typeof traceparent === "string" ? parseTraceparent(traceparent) : undefined) };
  }

  #end(ended: Ended): void {
    const { request, response, seconds, context } = ended;
    const method = knownMethods.has(request.method ?? "") ? (request.method ?? "") : "other";
    // A client that went away got no code; 499 is nginx's for it.
    const code = response.writableFinished ? response.statusCode : 499;
    const labels = { method, route: String(this.#guard.value("route", ended.route)), code: String(code) };
    this.#requests.inc(labels);
    this.#observe(labels, seconds, context);
    this.#received.inc(labels, ended.received);
    this.#sent.inc(labels, ended.sent);
    this.#record(ended, labels);
  }

  #observe(labels: Labels, seconds: number, context: Fields): void {
    if (this.#exemplars) this.#seconds.observe({ labels, value: seconds, exemplarLabels: exemplarOf(context) });
    else this.#seconds.observe(labels, seconds);
  }

  #record(ended: Ended, labels: Labels): void {
    const { request, response, failure } = ended;
    const level = failure !== undefined || Number(labels.code) >= 500 ? ERROR : INFO;
    if (this.#logger === false || !this.#logger.isEnabledFor(level)) return;
    const logger = this.#logger;
    const fields = {
      ...labels,
      path: pathOf(request),
      duration_ms: Math.round(ended.seconds * 1e6) / 1000,
      request_bytes: ended.received,
      response_bytes: ended.sent,
      ...this.#fields?.(request, response),
      ...(failure === undefined ? undefined : { exc_info: failure }),
    };
    withContext(ended.context, () => logger.log(level, "%s %s %s", labels.method, labels.route, labels.code, fields));
  }
}

type Labels = Record<"method" | "route" | "code", string>;

interface Ended {
  request: IncomingMessage;
  response: ServerResponse;
  context: Fields;
  route: string;
  failure: unknown;
  seconds: number;
  received: number;
  sent: number;
}

/** prom-client's types want the metric's own labels here; an exemplar has labels of its own. */
function exemplarOf({ trace_id: traceId }: Fields): Partial<Labels> {
  const labels: Record<string, string> = typeof traceId === "string" ? { trace_id: traceId } : {};
  return labels;
}

function pathOf(request: IncomingMessage): string {
  // Frameworks rewrite url while they route; Express and Connect keep what was asked for.
  const url =
    "originalUrl" in request && typeof request.originalUrl === "string" ? request.originalUrl : (request.url ?? "");
  return url.split("?", 1)[0] ?? "";
}
