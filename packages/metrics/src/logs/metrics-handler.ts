import { Handler, type LogRecord } from "@cordwood/logging";
import { Counter, Histogram, register, type Registry } from "prom-client";
import { LabelGuard } from "../guard/label-guard.js";

/** A metric made of records. */
export interface RecordMetric {
  /** As Prometheus has it; counters end in `_total`. */
  name: string;
  help: string;
  /** Which records count. @default all */
  when?: (record: LogRecord) => boolean;
  /** A counter, or a histogram of `value`. @default "counter" */
  type?: "counter" | "histogram";
  /** The field that is added or observed; a record without it, or with something that is no number, is passed over. @default 1 for counters */
  value?: string;
  /** Fields whose values become labels; `logger` and `level` are the record's own. @default none */
  labels?: readonly string[];
  /** Bounds of a histogram's buckets. @default prom-client's */
  buckets?: number[];
}

/** Options of {@link MetricsHandler}. */
export interface MetricsHandlerOptions {
  metrics: readonly RecordMetric[];
  /** @default prom-client's own */
  registry?: Registry;
}

type Measure = (record: LogRecord) => void;

/** Turns records into counters and histograms, instead of or besides writing them. */
export class MetricsHandler extends Handler {
  override keepsRecords = false;
  readonly #measures: readonly Measure[];

  constructor({ metrics, registry = register }: MetricsHandlerOptions) {
    super();
    this.#measures = metrics.map((metric) => measureOf(metric, registry));
  }

  override emit(record: LogRecord): void {
    for (const measure of this.#measures) {
      try {
        measure(record);
      } catch (error) {
        this.handleError(record, error);
      }
    }
  }
}

function measureOf(metric: RecordMetric, registry: Registry): Measure {
  const { name, help, when = () => true, labels: labelNames = [], value } = metric;
  const guard = new LabelGuard(name, { registry });
  const common = { name, help, labelNames: [...labelNames], registers: [registry] };
  const observe = metric.type === "histogram" ? histogram(common, metric.buckets) : counter(common);
  return (record) => {
    if (!when(record)) return;
    const amount = value === undefined ? 1 : Number(fieldOf(record, value));
    if (Number.isFinite(amount)) observe(guard.labels(labelsOf(record, labelNames)), amount);
  };
}

type Observe = (labels: Record<string, string>, amount: number) => void;
interface Common {
  name: string;
  help: string;
  labelNames: string[];
  registers: Registry[];
}

function counter(common: Common): Observe {
  const made = new Counter(common);
  // A counter that went down would look like a restart of the process.
  return (labels, amount) => made.inc(labels, Math.max(0, amount));
}

function histogram(common: Common, buckets: number[] | undefined): Observe {
  const made = new Histogram({ ...common, ...(buckets === undefined ? {} : { buckets }) });
  return (labels, amount) => made.observe(labels, amount);
}

function labelsOf(record: LogRecord, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, textOf(fieldOf(record, name))]));
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function fieldOf(record: LogRecord, name: string): unknown {
  if (name === "logger") return record.name;
  if (name === "level") return record.levelname.toLowerCase();
  return (
    record.fields?.[name] ?? record.boundFields?.fields[name] ?? record.contextFields?.fields[name] ?? record[name]
  );
}
