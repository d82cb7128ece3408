import type { CollectorSnapshot, ComponentSnapshot, CountedMetric } from "@cordwood/collector";
import type { CallFacts, StoreFacts } from "@cordwood/store";
import { expose } from "@cordwood/metrics";
import { expect, test } from "vitest";
import { createMetrics, type MetricSources, noSources } from "./server-metrics.js";

const latency = { buckets: [[0.1, 2] as const, [1, 3] as const], sum: 4.5, count: 4 };
const output: ComponentSnapshot = {
  id: "archive",
  kind: "output",
  type: "s3",
  receivedRecords: 10,
  receivedBytes: 1000,
  sentRecords: 7,
  dropped: { refused: 2, full: 1 },
  errors: 3,
  retries: 5,
  bufferBytes: 64,
  bufferBytesMax: 100,
  bufferSegments: 1,
  healthy: false,
  latency,
};
const input: ComponentSnapshot = {
  id: "syslog.0",
  kind: "input",
  type: "syslog",
  receivedRecords: 4,
  sentRecords: 4,
  dropped: {},
  errors: 0,
  healthy: true,
};
const calls: CallFacts = {
  running: 1,
  failures: { CW_STORE_ENGINE: 2 },
  latency: { buckets: [[0.5, 1]], sum: 0.25, count: 1 },
};
const facts: Partial<StoreFacts> = {
  kind: "embedded",
  tables: {
    readMs: 0,
    datasets: [{ dataset: "diagnostic", records: 9, bytes: 90 }],
    records: 9,
    bytes: 90,
    partitions: 1,
    parts: 2,
    brokenParts: 0,
    merges: 0,
    diskFreeBytes: 5,
    diskTotalBytes: 10,
    memoryBytes: 6,
    deduplicatedBlocks: 8,
  },
  inserts: { ...calls, records: 11, bytes: 110 },
  queries: { search: calls } as never,
  waiting: 0,
  shards: [{ shard: 1, host: "a", answers: false }],
};
const counted: CountedMetric[] = [
  { name: "orders_total", help: "Orders", kind: "counter", labels: { country: "at" }, value: 3 },
  { name: "orders_total", help: "Orders", kind: "counter", labels: { country: "de" }, value: 4 },
  { name: "order_seconds", help: "Seconds", kind: "histogram", labels: {}, buckets: [[1, 2]], sum: 9, count: 3 },
  { name: "cordwood_tails", help: "Not theirs", kind: "counter", labels: {}, value: 99 },
];

const whole: MetricSources = {
  gates: { query: { running: 1, waiting: 2, refused: 3 } },
  bodyBytesHeld: () => 7,
  collector: () => ({ components: [input, output] }) as Partial<CollectorSnapshot> as CollectorSnapshot,
  counted: () => counted,
  store: async () => facts as StoreFacts,
};

async function lines(sources: MetricSources, accept?: string): Promise<string[]> {
  return (await expose(createMetrics(sources).exposed(), accept)).body.split("\n");
}

const s3 = 'component_id="archive",component_kind="output",component_type="s3"';
const expected = [
  `cordwood_component_received_records_total{${s3}} 10`,
  `cordwood_component_received_bytes_total{${s3}} 1000`,
  `cordwood_component_sent_records_total{${s3}} 7`,
  `cordwood_component_errors_total{${s3}} 3`,
  `cordwood_component_retries_total{${s3}} 5`,
  `cordwood_component_healthy{${s3}} 0`,
  `cordwood_component_buffer_bytes{${s3}} 64`,
  `cordwood_component_buffer_max_bytes{${s3}} 100`,
  `cordwood_component_discarded_records_total{${s3},reason="refused"} 2`,
  `cordwood_component_delivery_duration_seconds_bucket{le="0.1",${s3}} 2`,
  `cordwood_component_delivery_duration_seconds_bucket{le="+Inf",${s3}} 4`,
  `cordwood_component_delivery_duration_seconds_sum{${s3}} 4.5`,
  `cordwood_component_delivery_duration_seconds_count{${s3}} 4`,
  'cordwood_component_healthy{component_id="syslog.0",component_kind="input",component_type="syslog"} 1',
  "cordwood_store_up 1",
  "cordwood_store_records 9",
  'cordwood_store_dataset_bytes{dataset="diagnostic"} 90',
  "cordwood_store_parts 2",
  "cordwood_store_inserted_records_total 11",
  'cordwood_store_insert_failures_total{code="CW_STORE_ENGINE"} 2',
  'cordwood_store_query_duration_seconds_bucket{le="0.5",kind="search"} 1',
  'cordwood_store_query_duration_seconds_count{kind="search"} 1',
  'cordwood_store_query_failures_total{kind="search",code="CW_STORE_ENGINE"} 2',
  'cordwood_store_shard_up{shard="1",host="a"} 0',
  'cordwood_queries_running{gate="query"} 1',
  'cordwood_queries_waiting{gate="query"} 2',
  'cordwood_queries_refused_total{gate="query"} 3',
  "cordwood_http_body_bytes 7",
  'orders_total{country="at"} 3',
  'orders_total{country="de"} 4',
  'order_seconds_bucket{le="1"} 2',
  'order_seconds_bucket{le="+Inf"} 3',
  "order_seconds_sum 9",
  "cordwood_tails 0",
];

test.each([undefined, "application/openmetrics-text"])("shows all that is read, asked for %s", async (accept) => {
  const shown = await lines(whole, accept);
  expect(expected.filter((line) => !shown.includes(line))).toEqual([]);
  expect(shown).not.toContain("cordwood_tails 99");
});

test("reads anew for each scrape", async () => {
  let records = 0;
  const metrics = createMetrics({
    ...noSources,
    collector: () => ({ components: [{ ...input, receivedRecords: ++records }] }) as never,
  });
  const read = async (): Promise<string> => (await expose(metrics.exposed(), undefined)).body;
  expect(await read()).toMatch(/cordwood_component_received_records_total\{.*\} 1\n/);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await read()).toMatch(/cordwood_component_received_records_total\{.*\} 2\n/);
});

test("shows the other metrics when the store cannot be asked", async () => {
  const broken = { ...noSources, store: () => Promise.reject(new Error("no engine")) };
  const shown = await lines(broken);
  expect(shown).toContain("cordwood_store_up 0");
  expect(shown).toContain("cordwood_tails 0");
  expect(shown.some((line) => line.startsWith("cordwood_store_records "))).toBe(false);
});

test("says what runs", async () => {
  expect(await lines(noSources)).toContain(`cordwood_build_info{version="0.1.0",node="${process.versions.node}"} 1`);
});
