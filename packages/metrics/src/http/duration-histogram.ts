import { Histogram, type Registry } from "prom-client";
import type { HttpLabels, Series, TraceExemplar } from "./series.js";

interface Value {
  metricName: string;
  labels: Record<string, string | number>;
  /** prom-client keeps labels in two parts, and puts them together itself. */
  sharedLabels: Record<string, never>;
  value: number;
  exemplar?: TraceExemplar | undefined;
}

/** prom-client's histogram, with values that are counted elsewhere and read when somebody asks. */
export class DurationHistogram extends Histogram<keyof HttpLabels> {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #read: () => readonly Series[];

  constructor(
    registry: Registry,
    name: string,
    help: string,
    bounds: readonly number[],
    read: () => readonly Series[],
  ) {
    super({ name, help, labelNames: ["method", "route", "code"], buckets: [...bounds], registers: [registry] });
    this.#name = name;
    this.#help = help;
    this.#bounds = bounds;
    this.#read = read;
  }

  /** What prom-client asks a histogram for, whatever the format; its types do not show it. */
  async getForPromString(): Promise<object> {
    const values = this.#read()
      .filter((series) => series.count > 0)
      .flatMap((series) => this.#valuesOf(series));
    return { name: this.#name, help: this.#help, type: "histogram", aggregator: "sum", values };
  }

  override reset(): void {
    super.reset();
    // prom-client resets a metric while it makes it.
    if (!(#read in this)) return;
    for (const series of this.#read()) series.resetDurations();
  }

  #valuesOf(series: Series): Value[] {
    const { labels, sum, count, exemplars } = series;
    const value = (suffix: string, number: number, more: Value["labels"] = {}): Value => ({
      metricName: `${this.#name}_${suffix}`,
      labels: { ...more, ...labels },
      sharedLabels: {},
      value: number,
    });
    let below = 0;
    const buckets = [...this.#bounds, "+Inf"].map((le, index) => {
      below += series.inBucket[index] ?? 0;
      return Object.assign(value("bucket", below, { le }), { exemplar: exemplars[index] });
    });
    return [...buckets, value("sum", sum), value("count", count)];
  }
}
