import { Counter, Gauge, type Registry } from "prom-client";
import { LabelGuard } from "../guard/label-guard.js";
import { DurationHistogram } from "./duration-histogram.js";
import type { Exchange } from "./exchange.js";
import { Series } from "./series.js";

/** What a request that no route took is counted as: its path could be anything. */
const UNMATCHED = "unmatched";

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
  readonly #buckets: readonly number[];
  readonly #byRoute = new Map<string, Map<string, Map<number, Series>>>();
  readonly #all: Series[] = [];
  readonly #beforeReading: (() => void)[] = [];

  constructor(registry: Registry, { prefix, buckets, routesMax }: HttpSeriesOptions) {
    this.#buckets = buckets.toSorted((a, b) => a - b);
    this.#guard = new LabelGuard(`${prefix}http_requests_total`, {
      registry,
      ...(routesMax === undefined ? {} : { valuesMax: routesMax }),
    });
    this.#counter(registry, `${prefix}http_requests_total`, "Requests answered", "requests");
    const help = "Time from a request's headers to the end of its answer";
    void new DurationHistogram(registry, `${prefix}http_request_duration_seconds`, help, this.#buckets, () =>
      this.#read(),
    );
    this.#inFlightGauge(registry, `${prefix}http_requests_in_flight`);
    this.#counter(registry, `${prefix}http_request_bytes_total`, "Bytes received, headers included", "received");
    this.#counter(registry, `${prefix}http_response_bytes_total`, "Bytes sent, headers included", "sent");
  }

  /** Counts and measures a request that has ended, and answers the series it belongs to. */
  count(exchange: Exchange, route: string | undefined): Series {
    const series = this.#seriesOf(route ?? UNMATCHED, exchange.method, exchange.code);
    series.add(exchange);
    return series;
  }

  #seriesOf(route: string, method: string, code: number): Series {
    return this.#byRoute.get(route)?.get(method)?.get(code) ?? this.#newSeries(route, method, code);
  }

  #newSeries(given: string, method: string, code: number): Series {
    const route = String(this.#guard.value("route", given));
    const byMethod = entryOf(this.#byRoute, route, () => new Map<string, Map<number, Series>>());
    const byCode = entryOf(byMethod, method, () => new Map<number, Series>());
    return entryOf(byCode, code, () => {
      const made = new Series({ method, route, code: String(code) }, this.#buckets);
      this.#all.push(made);
      return made;
    });
  }

  /** Calls a function before the numbers are read, for what has ended and is not counted yet. */
  beforeReading(settle: () => void): void {
    this.#beforeReading.push(settle);
  }

  #read(): readonly Series[] {
    for (const settle of this.#beforeReading) settle();
    return this.#all;
  }

  #counter(registry: Registry, name: string, help: string, count: "requests" | "received" | "sent"): void {
    const read = (): readonly Series[] => this.#read();
    void new Counter({
      name,
      help,
      labelNames: ["method", "route", "code"],
      registers: [registry],
      collect() {
        for (const series of read()) {
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
