// What becomes of statsd's measurements: counters, gauges and histograms beside Cordwood's own metrics, and, where it
// is wanted, one record for each name and set of tags per interval.
import { statsdSeriesMax, statsdSetMembersMax } from "../../limits.js";
import type { StatsdSample } from "../../decoders/index.js";
import { CountedMetrics, type CountedSeries } from "../../processors/counted-metrics.js";

/** What an interval came to for one name and set of tags. */
export interface StatsdSummary {
  name: string;
  type: StatsdSample["type"];
  tags: Readonly<Record<string, string>>;
  /** Of a counter its increase, of a gauge its last value, of a set its members, of the others the mean. */
  value: number;
  /** Of a timer, histogram or distribution. */
  count?: number;
  min?: number;
  max?: number;
}

interface Entry {
  sample: StatsdSample;
  sum: number;
  count: number;
  min: number;
  max: number;
  members: Set<string>;
}

/** Members of a set are told apart by this much of them. */
const memberLengthMax = 256;

/** Upper bounds in seconds, those of Prometheus' clients. */
const timerBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Values without a unit: three to the decade. */
const valueBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];

const kinds = {
  counter: "counter",
  gauge: "gauge",
  set: "gauge",
  timer: "histogram",
  histogram: "histogram",
  distribution: "histogram",
} as const;

/** A name or label as Prometheus allows it. */
export function prometheusName(text: string): string {
  const name = text.replaceAll(/[^\w:]/g, "_");
  return /^\d/.test(name) ? `_${name}` : name;
}

function metricName({ name, type }: StatsdSample): string {
  const plain = prometheusName(name);
  if (type === "counter") return plain.endsWith("_total") ? plain : `${plain}_total`;
  return type === "timer" ? `${plain}_seconds` : plain;
}

/** Counts measurements. Bounded in names, series and members; what is beyond is counted in `dropped`. */
export class StatsdMetrics {
  readonly #counted: CountedMetrics;
  readonly #metrics = new Map<string, CountedSeries | undefined>();
  readonly #interval = new Map<string, Entry>();
  readonly #room = { series: statsdSeriesMax };
  #members = 0;
  #dropped = 0;

  constructor(counted: CountedMetrics = new CountedMetrics()) {
    this.#counted = counted;
  }

  /** Measurements for which there was no room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Counts one measurement. */
  add(sample: StatsdSample): void {
    const entry = this.#entry(sample);
    const metric = this.#metric(sample);
    if (entry === undefined || metric === undefined) {
      this.#dropped += 1;
      return;
    }
    const labels = metric.options.labels.map((label) => sample.tags[label] ?? tagOf(sample.tags, label));
    if (sample.type === "set") this.#addMember(String(sample.value), entry, metric, labels);
    else count(sample, entry, metric, labels);
  }

  #addMember(member: string, entry: Entry, metric: CountedSeries, labels: readonly string[]): void {
    const before = entry.members.size;
    if (this.#members < statsdSetMembersMax) entry.members.add(member.slice(0, memberLengthMax));
    this.#members += entry.members.size - before;
    entry.count += 1;
    metric.set(labels, entry.members.size);
  }

  /** What came since the last call, and begins the next interval. Gauges stay. */
  takeInterval(): StatsdSummary[] {
    const summaries = [...this.#interval.values()].filter((entry) => entry.count > 0).map((entry) => summaryOf(entry));
    for (const [key, entry] of this.#interval) {
      if (entry.sample.type === "gauge") entry.count = 0;
      else this.#interval.delete(key);
    }
    this.#members = 0;
    return summaries;
  }

  #entry(sample: StatsdSample): Entry | undefined {
    const key = JSON.stringify([sample.name, sample.type, ...Object.entries(sample.tags).flat()]);
    const known = this.#interval.get(key);
    if (known !== undefined) return known;
    if (this.#interval.size >= statsdSeriesMax) return undefined;
    const made = { sample, sum: 0, count: 0, min: Infinity, max: -Infinity, members: new Set<string>() };
    this.#interval.set(key, made);
    return made;
  }

  /** A metric has the labels of its first measurement: Prometheus wants the same ones on all its series. */
  #metric(sample: StatsdSample): CountedSeries | undefined {
    const name = metricName(sample);
    const known = this.#metrics.get(name);
    if (known !== undefined) return known.options.kind === kinds[sample.type] ? known : undefined;
    const kind = kinds[sample.type];
    const buckets = sample.type === "timer" ? timerBuckets : valueBuckets;
    const made = this.#counted.register({
      name,
      help: `statsd ${sample.type} ${sample.name.slice(0, 100)}`,
      kind,
      labels: [...new Set(Object.keys(sample.tags).map((tag) => prometheusName(tag)))],
      room: this.#room,
      ...(kind === "histogram" && { buckets }),
    });
    if (made !== undefined) this.#metrics.set(name, made);
    return made;
  }
}

function tagOf(tags: Readonly<Record<string, string>>, label: string): string {
  return Object.entries(tags).find(([tag]) => prometheusName(tag) === label)?.[1] ?? "";
}

function count(sample: StatsdSample, entry: Entry, metric: CountedSeries, labels: readonly string[]): void {
  const value = Number(sample.value);
  const times = Math.round(1 / sample.rate);
  if (sample.type === "gauge") setGauge(sample, value, entry, metric, labels);
  else if (sample.type === "counter") countUp(value / sample.rate, entry, metric, labels);
  else {
    metric.add(labels, sample.type === "timer" ? value / 1000 : value, times);
    observe(entry, value, times);
  }
}

// A counter only rises for Prometheus; statsd's may be sent down, which only the record of the interval can show.
function countUp(value: number, entry: Entry, metric: CountedSeries, labels: readonly string[]): void {
  if (value > 0) metric.add(labels, value);
  observe(entry, value, 1);
}

function setGauge(
  { relative }: StatsdSample,
  value: number,
  entry: Entry,
  metric: CountedSeries,
  labels: readonly string[],
): void {
  entry.sum = relative ? entry.sum + value : value;
  entry.count += 1;
  metric.set(labels, entry.sum);
}

function observe(entry: Entry, value: number, times: number): void {
  entry.sum += value * times;
  entry.count += times;
  entry.min = Math.min(entry.min, value);
  entry.max = Math.max(entry.max, value);
}

function summaryOf({ sample, sum, count: number, min, max, members }: Entry): StatsdSummary {
  const { name, type, tags } = sample;
  const whole = { name, type, tags };
  if (type === "set") return { ...whole, value: members.size };
  if (type === "counter" || type === "gauge") return { ...whole, value: sum };
  return { ...whole, value: sum / number, count: number, min, max };
}
