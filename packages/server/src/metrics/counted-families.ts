import type { CountedMetric } from "@cordwood/collector";
import { Registry } from "prom-client";
import { observedCounter, ObservedHistogram } from "./observed.js";

/** A registry of what `count` processors have counted, without names that another registry has. */
export function countedRegistry(metrics: readonly CountedMetric[], other: Registry): Registry {
  const registry = new Registry();
  for (const name of new Set(metrics.map((metric) => metric.name))) {
    if (other.getSingleMetric(name) !== undefined) continue;
    addFamily(
      registry,
      name,
      metrics.filter((metric) => metric.name === name),
    );
  }
  return registry;
}

function addFamily(registry: Registry, name: string, series: readonly CountedMetric[]): void {
  const [first] = series;
  if (first === undefined) return;
  const family = { name, help: first.help, labelNames: Object.keys(first.labels) };
  if (first.kind === "counter") {
    observedCounter(registry, family, () => series.map(({ labels, value = 0 }) => [labels, value]));
    return;
  }
  void new ObservedHistogram(registry, family, () =>
    series.map(({ labels, buckets = [], sum = 0, count = 0 }) => ({ labels, buckets, sum, count })),
  );
}
