import type { CollectorSnapshot, CountedMetric } from "@cordwood/collector";
import type { StoreFacts } from "@cordwood/store";
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import { storeFactsTimeoutMs } from "../limits.js";
import { buildInfo } from "./build-info.js";
import { componentMetrics } from "./component-metrics.js";
import { countedRegistry } from "./counted-families.js";
import { observedGauge, oncePerScrape } from "./observed.js";
import { type GateNumbers, queryMetrics } from "./query-metrics.js";
import { storeMetrics } from "./store-metrics.js";

/** The server's own metrics, in a registry of their own. */
export interface ServerMetrics {
  registry: Registry;
  ingestedRecords: Counter<"route">;
  rejectedRecords: Counter<"route">;
  ingestedBytes: Counter<"route">;
  tails: Gauge;
  tailDroppedRecords: Counter;
  /** Everything there is at this moment, with what `count` processors have counted. */
  exposed(): Registry;
}

/** What is read when somebody asks, not when it changes. Of what does not run yet there is nothing. */
export interface MetricSources {
  /** Gates that queries go through, by name. */
  gates: Readonly<Record<string, GateNumbers>>;
  bodyBytesHeld(): number;
  collector(): CollectorSnapshot | undefined;
  counted(): readonly CountedMetric[];
  store(): Promise<StoreFacts | undefined>;
}

/** Where nothing can be read. */
export const noSources: MetricSources = {
  gates: {},
  bodyBytesHeld: () => 0,
  collector: () => undefined,
  counted: () => [],
  store: async () => undefined,
};

/** Makes the metrics; names follow Prometheus' conventions, with the prefix `cordwood_`. */
export function createMetrics(sources: MetricSources): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  buildInfo(registry);
  queryMetrics(registry, sources.gates);
  const held = { name: "cordwood_http_body_bytes", help: "Bytes of request bodies held in memory" };
  observedGauge(registry, held, () => [[{}, sources.bodyBytesHeld()]]);
  const snapshot = oncePerScrape(() => sources.collector()?.components ?? []);
  componentMetrics(registry, snapshot);
  storeMetrics(
    registry,
    oncePerScrape(() => factsInTime(sources)),
  );
  return { registry, ...countedHere(registry), exposed: () => withCounted(registry, sources.counted()) };
}

function countedHere(registry: Registry): Omit<ServerMetrics, "registry" | "exposed"> {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  return {
    ingestedRecords: counter("cordwood_ingested_records_total", "Records acknowledged over HTTP", ["route"]),
    rejectedRecords: counter("cordwood_rejected_records_total", "Records refused over HTTP", ["route"]),
    ingestedBytes: counter("cordwood_ingested_bytes_total", "Bytes of bodies acknowledged, decompressed", ["route"]),
    tails: new Gauge({ name: "cordwood_tails", help: "Open live tails", registers }),
    tailDroppedRecords: counter("cordwood_tail_dropped_records_total", "Records left out for slow readers", []),
  };
}

/** A store that hangs must not take the other metrics with it. */
async function factsInTime(sources: MetricSources): Promise<StoreFacts | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, storeFactsTimeoutMs, undefined);
  });
  const answer = await Promise.race([sources.store().catch(() => undefined), late]);
  clearTimeout(timer);
  return answer;
}

function withCounted(registry: Registry, counted: readonly CountedMetric[]): Registry {
  return counted.length === 0 ? registry : Registry.merge([registry, countedRegistry(counted, registry)]);
}
