import { Counter, type Registry } from "prom-client";

/** The counter of this name in a registry, made when it is not there yet: several guards count in one. */
export function sharedCounter<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly L[],
): Counter<L> {
  const known = registry.getSingleMetric(name);
  if (known instanceof Counter) return known;
  return new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
}
