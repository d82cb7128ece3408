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
