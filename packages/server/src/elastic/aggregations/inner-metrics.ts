// The metrics inside a bucket, as columns of the query that makes the buckets.

import { argumentError } from "../elastic-error.js";
import type { Body } from "../json-shape.js";
import type { Aggregation } from "./aggregation.js";
import { metricKinds } from "./metrics.js";

/** Metrics and the columns that they need. */
export interface InnerMetrics {
  columns: readonly string[];
  /** The answers, from the values of the columns. */
  read(values: readonly unknown[]): Body;
  /** The column that a path such as `latency` or `latency.avg` orders by. */
  columnOf(path: string): string;
}

/** Aggregations that make buckets or answer records: those that are no metrics. */
export function bucketsAmong(inner: readonly Aggregation[]): Aggregation[] {
  return inner.filter(({ kind }) => !Object.hasOwn(metricKinds, kind));
}

/** The metrics among the aggregations inside a bucket. */
export function metricsAmong(inner: readonly Aggregation[]): InnerMetrics {
  let next = 0;
  const metrics = inner.flatMap(({ name, label, kind, body }) => {
    const metric = Object.hasOwn(metricKinds, kind) ? metricKinds[kind] : undefined;
    if (metric === undefined) return [];
    const calls = metric.columns(body);
    const from = next;
    next += calls.length;
    return [{ name, label, body, metric, calls, from }];
  });
  return {
    columns: metrics.flatMap(({ calls, from }) => calls.map((call, index) => `${call} as m${from + index}`)),
    read: (values) =>
      Object.fromEntries(
        metrics.map(({ label, body, metric, calls, from }) => [
          label,
          metric.read(values.slice(from, from + calls.length), body),
        ]),
      ),
    columnOf(path) {
      const [name = "", part = "value"] = path.split(/[.>[]/);
      const found = metrics.find((metric) => metric.name === name);
      const index = found === undefined ? -1 : (found.metric.part?.(part.replace("]", ""), found.body) ?? 0);
      if (found !== undefined && index >= 0) return `m${found.from + index}`;
      throw argumentError(
        `Invalid aggregation order path [${path}]. The aggregation does not exist, or has no such value.`,
      );
    },
  };
}
