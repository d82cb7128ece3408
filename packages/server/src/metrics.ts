import type { CollectorSnapshot } from "@cordwood/collector";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** The server's own metrics, in a registry of their own. */
export interface ServerMetrics {
  registry: Registry;
  requests: Counter<"method" | "route" | "status">;
  requestSeconds: Histogram<"route">;
  ingestedRecords: Counter<"route">;
  rejectedRecords: Counter<"route">;
  ingestedBytes: Counter<"route">;
  tails: Gauge;
  tailDroppedRecords: Counter;
}

/** What is measured when somebody asks, not when it changes. */
export interface Gauges {
  queriesRunning(): number;
  bodyBytesHeld(): number;
  /** Undefined until the collector runs. */
  collector(): CollectorSnapshot | undefined;
}

/** Makes the metrics; names follow Prometheus' conventions, with the prefix `cordwood_`. */
export function createMetrics(gauges: Gauges): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  observed(registers, "cordwood_queries_running", "Queries the engine works on", () => gauges.queriesRunning());
  observed(registers, "cordwood_http_body_bytes", "Bytes of request bodies held in memory", () =>
    gauges.bodyBytesHeld(),
  );
  collectorMetrics(registers, () => gauges.collector());
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  return {
    registry,
    requests: counter("cordwood_http_requests_total", "Requests answered", ["method", "route", "status"]),
    requestSeconds: new Histogram({
      name: "cordwood_http_request_duration_seconds",
      help: "Time from a request to its answer's headers",
      labelNames: ["route"],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    }),
    ingestedRecords: counter("cordwood_ingested_records_total", "Records acknowledged over HTTP", ["route"]),
    rejectedRecords: counter("cordwood_rejected_records_total", "Records refused over HTTP", ["route"]),
    ingestedBytes: counter("cordwood_ingested_bytes_total", "Bytes of bodies acknowledged, decompressed", ["route"]),
    tails: new Gauge({ name: "cordwood_tails", help: "Open live tails", registers }),
    tailDroppedRecords: counter("cordwood_tail_dropped_records_total", "Records left out for slow readers", []),
  };
}

type Reading = (now: CollectorSnapshot) => number;

const counters: readonly (readonly [name: string, help: string, read: Reading])[] = [
  ["received_records", "Records in the buffer durably, from all inputs", (now) => now.receivedRecords],
  ["rejected_records", "Lines refused, from all inputs", (now) => now.rejectedRecords],
  ["dropped_full_records", "Records dropped because the buffer was full", (now) => now.droppedRecords.full],
  ["dropped_age_records", "Records dropped because they waited too long", (now) => now.droppedRecords.age],
];

const levels: readonly (readonly [name: string, help: string, read: Reading])[] = [
  ["buffer_bytes", "Bytes of the buffer on disk", (now) => now.bufferBytes],
  ["waiting_segments", "Sealed segments that some output has not got", (now) => now.waitingSegments],
];

function collectorMetrics(registers: Registry[], snapshot: () => CollectorSnapshot | undefined): void {
  for (const [name, help, read] of levels)
    observed(registers, `cordwood_collector_${name}`, help, () => valueOf(snapshot(), read));
  for (const [name, help, read] of counters) {
    void new Counter({
      name: `cordwood_collector_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(valueOf(snapshot(), read));
      },
    });
  }
  outputMetrics(registers, snapshot);
}

const valueOf = (now: CollectorSnapshot | undefined, read: Reading): number => (now === undefined ? 0 : read(now));

function outputMetrics(registers: Registry[], snapshot: () => CollectorSnapshot | undefined): void {
  void new Gauge({
    name: "cordwood_output_healthy",
    help: "1 while an output takes records",
    labelNames: ["output"],
    registers,
    collect() {
      for (const { name, healthy } of snapshot()?.outputs ?? []) this.set({ output: name }, healthy ? 1 : 0);
    },
  });
  void new Counter({
    name: "cordwood_output_records_total",
    help: "Records that an output has got or refused",
    labelNames: ["output", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { name, sentRecords, refusedRecords } of snapshot()?.outputs ?? []) {
        this.inc({ output: name, outcome: "sent" }, sentRecords);
        this.inc({ output: name, outcome: "refused" }, refusedRecords);
      }
    },
  });
}

function observed(registers: Registry[], name: string, help: string, read: () => number): void {
  void new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
