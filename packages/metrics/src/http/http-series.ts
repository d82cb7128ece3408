import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { LabelGuard } from "../guard/label-guard.js";
import type { Exchange } from "./exchange.js";

type Labels = Record<"method" | "route" | "code", string>;
type Label = keyof Labels;

/** What a request that no route took is counted as: its path could be anything. */
const UNMATCHED = "unmatched";

/** One method, route and code. Counts are kept here and handed to prom-client when somebody asks: its own cost more than all the rest. */
export class Series {
  readonly labels: Labels;
  /** What the access record says. */
  readonly message: string;
  readonly #histogram: Histogram.Internal<Label>;
  requests = 0;
  received = 0;
  sent = 0;

  constructor(labels: Labels, histogram: Histogram<Label>) {
    this.labels = labels;
    this.message = `${labels.method} ${labels.route} ${labels.code}`;
    this.#histogram = histogram.labels(labels);
  }

  observe(seconds: number): void {
    this.#histogram.observe(seconds);
  }
}

/** How the metrics of HTTP requests are made. */
export interface HttpSeriesOptions {
  /** What the names begin with. */
  prefix: string;
  buckets: number[];
  routesMax: number | undefined;
}

/** The metrics of HTTP requests in one registry, which several applications of a process may share. */
export class HttpSeries {
  /** Requests under way. */
  inFlight = 0;
  readonly #guard: LabelGuard;
  readonly #exemplars: boolean;
  readonly #seconds: Histogram<Label>;
  readonly #byRoute = new Map<string, Map<string, Map<number, Series>>>();
  readonly #all: Series[] = [];

  constructor(registry: Registry, { prefix, buckets, routesMax }: HttpSeriesOptions) {
    const contentType: string = registry.contentType;
    this.#exemplars = contentType === Registry.OPENMETRICS_CONTENT_TYPE;
    this.#guard = new LabelGuard(`${prefix}http_requests_total`, {
      registry,
      ...(routesMax === undefined ? {} : { valuesMax: routesMax }),
    });
    this.#counter(registry, `${prefix}http_requests_total`, "Requests answered", "requests");
    this.#seconds = new Histogram({
      name: `${prefix}http_request_duration_seconds`,
      help: "Time from a request's headers to the end of its answer",
      buckets,
      enableExemplars: this.#exemplars,
      labelNames: ["method", "route", "code"],
      registers: [registry],
    });
    this.#inFlightGauge(registry, `${prefix}http_requests_in_flight`);
    this.#counter(registry, `${prefix}http_request_bytes_total`, "Bytes received, headers included", "received");
    this.#counter(registry, `${prefix}http_response_bytes_total`, "Bytes sent, headers included", "sent");
  }

  /** Counts and measures a request that has ended, and answers the series it belongs to. */
  count(exchange: Exchange, route: string | undefined): Series {
    const series = this.#seriesOf(route ?? UNMATCHED, exchange.method, exchange.code);
    series.requests += 1;
    series.received += exchange.received;
    series.sent += exchange.sent;
    this.#observe(series, exchange);
    return series;
  }

  #observe(series: Series, { seconds, context }: Exchange): void {
    const { trace_id: traceId } = context;
    if (!this.#exemplars || typeof traceId !== "string") return series.observe(seconds);
    // prom-client's types want the metric's own labels here; an exemplar has labels of its own.
    const exemplarLabels: Partial<Labels> & { trace_id: string } = { trace_id: traceId };
    this.#seconds.observe({ labels: series.labels, value: seconds, exemplarLabels });
  }

  #seriesOf(route: string, method: string, code: number): Series {
    return this.#byRoute.get(route)?.get(method)?.get(code) ?? this.#newSeries(route, method, code);
  }

  #newSeries(given: string, method: string, code: number): Series {
    const route = String(this.#guard.value("route", given));
    const byMethod = entryOf(this.#byRoute, route, () => new Map<string, Map<number, Series>>());
    const byCode = entryOf(byMethod, method, () => new Map<number, Series>());
    return entryOf(byCode, code, () => {
      const made = new Series({ method, route, code: String(code) }, this.#seconds);
      this.#all.push(made);
      return made;
    });
  }

  #counter(registry: Registry, name: string, help: string, count: "requests" | "received" | "sent"): void {
    const all = this.#all;
    void new Counter({
      name,
      help,
      labelNames: ["method", "route", "code"],
      registers: [registry],
      collect() {
        for (const series of all) {
          if (series[count] > 0) this.inc(series.labels, series[count]);
          series[count] = 0;
        }
      },
    });
  }

  #inFlightGauge(registry: Registry, name: string): void {
    const inFlight = (): number => this.inFlight;
    void new Gauge({
      name,
      help: "Requests that are being handled",
      registers: [registry],
      collect() {
        this.set(inFlight());
      },
    });
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const known = new WeakMap<Registry, HttpSeries>();

/** The metrics of a registry, made when they are not there yet. The first to ask says which buckets there are. */
export function httpSeriesOf(registry: Registry, options: HttpSeriesOptions): HttpSeries {
  const there = known.get(registry);
  if (there !== undefined && registry.getSingleMetric(`${options.prefix}http_requests_total`) !== undefined)
    return there;
  const made = new HttpSeries(registry, options);
  known.set(registry, made);
  return made;
}
