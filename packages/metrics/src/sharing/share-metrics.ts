import { AggregatorRegistry, register, type Registry } from "prom-client";
import { keepExemplars } from "./exemplars.js";
import type { Peers } from "./peers.js";
import { shareBetweenProcesses } from "./processes.js";
import { shareBetweenThreads } from "./threads.js";

let shared: { threads: Peers | undefined; processes: Peers | undefined } | undefined;

/**
 * Call it in the main thread and in each worker thread, in the primary process of a `cluster` and in each worker process: then
 * {@link startHttpServer} and {@link aggregatedRegistry} in the main thread of the primary process show the sums of all. A thread or process that
 * has ended is no longer part of them, nor is one that does not answer within a second.
 */
export function shareMetrics(registry: Registry = register): void {
  shared ??= {
    threads: shareBetweenThreads(registry),
    processes: shareBetweenProcesses(async () => (await aggregatedRegistry(registry)).getMetricsAsJSON()),
  };
}

/** The registry itself, or, where threads or processes share theirs with this one, one with the sums of all. */
export async function aggregatedRegistry(registry: Registry): Promise<Registry> {
  const others = await Promise.all([shared?.threads?.metrics() ?? [], shared?.processes?.metrics() ?? []]);
  if (others.flat().length === 0) return registry;
  const parts = [await registry.getMetricsAsJSON(), ...others.flat()];
  const sum: Registry = AggregatorRegistry.aggregate(parts);
  await keepExemplars(sum, parts);
  return sum;
}
