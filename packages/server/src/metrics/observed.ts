// Metrics that are not counted here but read where they are kept, when somebody asks.
import {
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValueWithName,
  type Registry,
} from "prom-client";

type Labels = Readonly<Record<string, string>>;

/** One series as it is now. */
export type Sample = readonly [labels: Labels, value: number];

/** Samples, or a promise of them where they must be asked for. */
export type Samples = readonly Sample[] | Promise<readonly Sample[]>;

/** One series of a histogram as it is now; buckets are cumulative, what is above all bounds is in `count` alone. */
export interface HistogramSample {
  labels: Labels;
  buckets: readonly (readonly [upTo: number, count: number])[];
  sum: number;
  count: number;
}

/** What a metric is called and is. */
export interface Family {
  name: string;
  help: string;
  /** @default none */
  labelNames?: readonly string[];
}

/** Reads the samples, and takes those of the last time away. */
async function readAnew(
  metric: Pick<Gauge, "reset" | "remove">,
  { labelNames = [] }: Family,
  read: () => Samples,
): Promise<readonly Sample[]> {
  const samples = await read();
  metric.reset();
  // Without labels it would be 0 now, although nothing was read.
  if (samples.length === 0 && labelNames.length === 0) metric.remove();
  return samples;
}

/** A gauge of what is read. */
export function observedGauge(registry: Registry, family: Family, read: () => Samples): void {
  void new Gauge({
    name: family.name,
    help: family.help,
    labelNames: [...(family.labelNames ?? [])],
    registers: [registry],
    async collect() {
      for (const [labels, value] of await readAnew(this, family, read)) this.set(labels, value);
    },
  });
}

/** A counter of what is counted elsewhere. */
export function observedCounter(registry: Registry, family: Family, read: () => Samples): void {
  void new Counter({
    name: family.name,
    help: family.help,
    labelNames: [...(family.labelNames ?? [])],
    registers: [registry],
    async collect() {
      for (const [labels, value] of await readAnew(this, family, read)) this.inc(labels, Math.max(0, value));
    },
  });
}

/** A histogram whose buckets are counted elsewhere: prom-client's own takes single values only. */
export class ObservedHistogram extends Histogram {
  readonly #read: () => readonly HistogramSample[] | Promise<readonly HistogramSample[]>;

  constructor(
    registry: Registry,
    { name, help, labelNames = [] }: Family,
    read: () => readonly HistogramSample[] | Promise<readonly HistogramSample[]>,
  ) {
    super({ name, help, labelNames: [...labelNames], registers: [registry] });
    this.#read = read;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const samples = await this.#read();
    const values = samples.flatMap((sample) => this.#valuesOf(sample));
    return { ...(await super.get()), values };
  }

  #valuesOf({ labels, buckets, sum, count }: HistogramSample): MetricValueWithName<string>[] {
    const value = (suffix: string, number: number, more: object = {}): MetricValueWithName<string> => ({
      metricName: `${this.name}_${suffix}`,
      labels: { ...more, ...labels },
      value: number,
    });
    return [
      ...buckets.map(([upTo, below]) => value("bucket", below, { le: upTo })),
      value("bucket", count, { le: "+Inf" }),
      value("sum", sum),
      value("count", count),
    ];
  }

  /** prom-client gives its metrics a name that its types do not show. */
  declare readonly name: string;
}

/** The same answer for all metrics of one scrape. */
export function oncePerScrape<T>(read: () => T): () => T {
  let held: { value: T } | undefined;
  return () => {
    if (held !== undefined) return held.value;
    held = { value: read() };
    setImmediate(() => (held = undefined));
    return held.value;
  };
}
