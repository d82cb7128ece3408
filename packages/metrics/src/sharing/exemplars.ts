import type { Registry } from "prom-client";

interface Sample {
  metricName?: string;
  labels: object;
  exemplar?: { timestamp: number } | null;
}

interface Family {
  name: string;
  values: Sample[];
}

const keyOf = (sample: Sample): string =>
  JSON.stringify([sample.metricName, Object.entries(sample.labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/** Gives the samples of a sum the newest exemplars of its parts, which prom-client leaves out when it adds up. */
export async function keepExemplars(sum: Registry, parts: readonly (readonly object[])[]): Promise<void> {
  const newest = new Map<string, Sample["exemplar"]>();
  for (const sample of (parts.flat() as Family[]).flatMap((family) => family.values)) {
    if (!sample.exemplar) continue;
    const key = keyOf(sample);
    if ((newest.get(key)?.timestamp ?? 0) < sample.exemplar.timestamp) newest.set(key, sample.exemplar);
  }
  if (newest.size === 0) return;
  for (const family of (await sum.getMetricsAsJSON()) as Family[]) {
    for (const sample of family.values) {
      const exemplar = newest.get(keyOf(sample));
      if (exemplar !== undefined) sample.exemplar = exemplar;
    }
  }
}
