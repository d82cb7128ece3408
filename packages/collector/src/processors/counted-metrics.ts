// The metrics that the processor `count` makes of records. Their labels are bounded as by the guard of
// @cordwood/metrics: after so many different values of a label, further ones are counted as "other".
import {
  countedLabelValuesMax,
  countedMetricsMax,
  countedSeriesMax,
  labelValueLengthMax,
  takenMetricsMax,
} from "../limits.js";

/** What a counted metric is. */
export type CountedKind = "counter" | "gauge" | "histogram";

/** One series of one metric, for an exposition. */
export interface CountedMetric {
  name: string;
  help: string;
  kind: CountedKind;
  labels: Readonly<Record<string, string>>;
  /** Of a counter or gauge. */
  value?: number;
  /** Of a histogram: upper bounds, ascending, with the number of values up to each (cumulative); all are in `count`. */
  buckets?: readonly (readonly [upTo: number, count: number])[];
  sum?: number;
  count?: number;
}

/** How a metric is counted. */
export interface CountedOptions {
  name: string;
  help: string;
  kind: CountedKind;
  /** Names of its labels. */
  labels: readonly string[];
  /** Upper bounds of a histogram, ascending. */
  buckets?: readonly number[];
  /** Values of one label that are counted apart. @default countedLabelValuesMax */
  valuesMax?: number;
  /** Series that this metric and others may still have together; each new one takes one away. @default no such bound */
  room?: { series: number };
}

/** The label value of what is counted beyond the bound, as in the guard of `@cordwood/metrics`. */
export const overflowLabel = "other";

interface Series {
  labels: Record<string, string>;
  value: number;
  count: number;
  perBucket: number[];
}

/** One metric with its series. */
export class CountedSeries {
  readonly options: CountedOptions;
  readonly #series = new Map<string, Series>();
  readonly #seen: readonly Set<string>[];
  readonly #onOverflow: (label: string, value: string) => void;
  /** Values counted under {@link overflowLabel}. */
  overflowed = 0;

  /** `onOverflow` hears of every label value that is replaced. */
  constructor(options: CountedOptions, onOverflow: (label: string, value: string) => void = () => undefined) {
    this.options = options;
    this.#seen = options.labels.map(() => new Set<string>());
    this.#onOverflow = onOverflow;
  }

  /**
   * Adds a value: to a counter or gauge, or as one observation of a histogram, which may stand for several (`times`).
   * `labels` are values in the order of the names.
   */
  add(labels: readonly string[], value: number, times = 1): void {
    const series = this.#find(labels.map((label, index) => this.#bounded(label, index)));
    series.value += value * times;
    series.count += times;
    const bucket = (this.options.buckets ?? []).findIndex((upTo) => value <= upTo);
    if (bucket !== -1) series.perBucket[bucket] = (series.perBucket[bucket] ?? 0) + times;
  }

  /** Sets a gauge. */
  set(labels: readonly string[], value: number): void {
    this.#find(labels.map((label, index) => this.#bounded(label, index))).value = value;
  }

  #bounded(given: string, index: number): string {
    const value = given.slice(0, labelValueLengthMax);
    const seen = this.#seen[index] ?? new Set();
    if (value === overflowLabel || seen.has(value)) return value;
    if (seen.size < (this.options.valuesMax ?? countedLabelValuesMax)) {
      seen.add(value);
      return value;
    }
    this.overflowed += 1;
    this.#onOverflow(this.options.labels[index] ?? "", value);
    return overflowLabel;
  }

  #find(labels: readonly string[]): Series {
    const known = this.#series.get(seriesKey(labels));
    if (known !== undefined) return known;
    if (this.#hasRoom()) return this.#make(labels);
    this.overflowed += 1;
    const others = labels.map(() => overflowLabel);
    return this.#series.get(seriesKey(others)) ?? this.#make(others);
  }

  #hasRoom(): boolean {
    const { room } = this.options;
    if (this.#series.size >= countedSeriesMax || room?.series === 0) return false;
    if (room !== undefined) room.series -= 1;
    return true;
  }

  #make(values: readonly string[]): Series {
    const labels = Object.fromEntries(this.options.labels.map((name, index) => [name, values[index] ?? ""]));
    const made = { labels, value: 0, count: 0, perBucket: (this.options.buckets ?? []).map(() => 0) };
    this.#series.set(seriesKey(values), made);
    return made;
  }

  /** All series as they are now. */
  snapshot(): CountedMetric[] {
    return [...this.#series.values()].map((series) => describe(this.options, series));
  }
}

function describe({ name, help, kind, buckets = [] }: CountedOptions, series: Series): CountedMetric {
  const { labels, value, count, perBucket } = series;
  if (kind !== "histogram") return { name, help, kind, labels, value };
  let below = 0;
  const cumulative = buckets.map((upTo, index) => [upTo, (below += perBucket[index] ?? 0)] as const);
  return { name, help, kind, labels, buckets: cumulative, sum: value, count };
}

function seriesKey(labels: readonly string[]): string {
  return labels.join("\u0000");
}

/** Where a component finds the metric that it counts. */
export interface MetricRegister {
  /** The metric of that name; one that is defined twice alike is one. Undefined when another one has the name. */
  register(options: CountedOptions, onOverflow?: (label: string, value: string) => void): CountedSeries | undefined;
}

/** The metrics that processors and inputs count. */
export class CountedMetrics implements MetricRegister {
  readonly #metrics = new Map<string, CountedSeries>();
  #drafted: ReadonlySet<string> = new Set();

  register(options: CountedOptions, onOverflow?: (label: string, value: string) => void): CountedSeries | undefined {
    return find(options, onOverflow, { metrics: this.#metrics, metricsMax: takenMetricsMax });
  }

  /**
   * The metrics of a configuration that is not in use yet. What it has in common with those in use goes on being
   * counted; a metric that is now defined otherwise begins anew with {@link CountedDraft.commit}.
   */
  draft(): CountedDraft {
    return new CountedDraft(this.#metrics, (drafted) => {
      for (const name of this.#drafted) if (!drafted.has(name)) this.#metrics.delete(name);
      for (const [name, metric] of drafted) this.#metrics.set(name, metric);
      this.#drafted = new Set(drafted.keys());
    });
  }

  /** All series of all metrics. */
  snapshot(): CountedMetric[] {
    return [...this.#metrics.values()].flatMap((metric) => metric.snapshot());
  }
}

/** Metrics of a configuration that may still be refused. */
export class CountedDraft implements MetricRegister {
  readonly #used: ReadonlyMap<string, CountedSeries>;
  readonly #own = new Map<string, CountedSeries>();
  readonly #commit: (own: ReadonlyMap<string, CountedSeries>) => void;

  constructor(used: ReadonlyMap<string, CountedSeries>, commit: (own: ReadonlyMap<string, CountedSeries>) => void) {
    this.#used = used;
    this.#commit = commit;
  }

  register(options: CountedOptions, onOverflow?: (label: string, value: string) => void): CountedSeries | undefined {
    const used = this.#used.get(options.name);
    if (used !== undefined && !this.#own.has(options.name) && fits(used.options, options)) {
      this.#own.set(options.name, used);
    }
    return find(options, onOverflow, { metrics: this.#own, metricsMax: countedMetricsMax });
  }

  /** The configuration is in use: its metrics take the place of those of the one before. */
  commit(): void {
    this.#commit(this.#own);
  }
}

function find(
  options: CountedOptions,
  onOverflow: ((label: string, value: string) => void) | undefined,
  { metrics, metricsMax }: { metrics: Map<string, CountedSeries>; metricsMax: number },
): CountedSeries | undefined {
  const known = metrics.get(options.name);
  if (known !== undefined) return fits(known.options, options) ? known : undefined;
  if (metrics.size >= metricsMax) return undefined;
  const made = new CountedSeries(options, onOverflow);
  metrics.set(options.name, made);
  return made;
}

function fits(known: CountedOptions, other: CountedOptions): boolean {
  const shape = ({ kind, labels, buckets = [] }: CountedOptions): string => JSON.stringify([kind, labels, buckets]);
  return shape(known) === shape(other);
}
