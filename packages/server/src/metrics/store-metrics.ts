// The store in numbers. The store reads its tables at most every ten seconds, however often it is asked.
import type { StoreFacts } from "@cordwood/store";
import type { Registry } from "prom-client";
import {
  type Family,
  type HistogramSample,
  observedCounter,
  observedGauge,
  ObservedHistogram,
  type Sample,
} from "./observed.js";

type Facts = () => Promise<StoreFacts | undefined>;
type Tables = NonNullable<StoreFacts["tables"]>;
type Calls = StoreFacts["inserts"] | StoreFacts["queries"][keyof StoreFacts["queries"]];

interface Reading<T> extends Family {
  read: (facts: T) => readonly Sample[];
}

const one = (value: number): readonly Sample[] => [[{}, value]];

const tableGauges: readonly Reading<Tables>[] = [
  { name: "cordwood_store_records", help: "Records in the store", read: (tables) => one(tables.records) },
  {
    name: "cordwood_store_bytes",
    help: "Bytes of the records on disk, compressed",
    read: (tables) => one(tables.bytes),
  },
  {
    name: "cordwood_store_dataset_records",
    help: "Records of the largest datasets",
    labelNames: ["dataset"],
    read: ({ datasets }) => datasets.map(({ dataset, records }) => [{ dataset }, records]),
  },
  {
    name: "cordwood_store_dataset_bytes",
    help: "Bytes of the largest datasets on disk, compressed; an estimate where datasets share partitions",
    labelNames: ["dataset"],
    read: ({ datasets }) => datasets.map(({ dataset, bytes }) => [{ dataset }, bytes]),
  },
  { name: "cordwood_store_partitions", help: "Partitions of the tables", read: (tables) => one(tables.partitions) },
  { name: "cordwood_store_parts", help: "Active parts of the tables", read: (tables) => one(tables.parts) },
  {
    name: "cordwood_store_broken_parts",
    help: "Parts that the engine has set aside because it cannot read them",
    read: (tables) => one(tables.brokenParts),
  },
  { name: "cordwood_store_merges_running", help: "Merges under way", read: (tables) => one(tables.merges) },
  {
    name: "cordwood_store_disk_free_bytes",
    help: "Free bytes of the disks that the engine writes to",
    read: (tables) => one(tables.diskFreeBytes),
  },
  {
    name: "cordwood_store_disk_size_bytes",
    help: "Size of the disks that the engine writes to",
    read: (tables) => one(tables.diskTotalBytes),
  },
  {
    name: "cordwood_store_memory_bytes",
    help: "Memory that the engine holds",
    read: (tables) => one(tables.memoryBytes),
  },
];

const callGauges: readonly Reading<StoreFacts>[] = [
  { name: "cordwood_store_inserts_running", help: "Inserts under way", read: ({ inserts }) => one(inserts.running) },
  {
    name: "cordwood_store_queries_running",
    help: "Calls of the store under way, by kind",
    labelNames: ["kind"],
    read: ({ queries }) => Object.entries(queries).map(([kind, { running }]) => [{ kind }, running]),
  },
  {
    name: "cordwood_store_statements_waiting",
    help: "Statements that wait for a session of the engine",
    read: ({ waiting }) => one(waiting),
  },
  {
    name: "cordwood_store_shard_up",
    help: "Of a cluster: 1 while a shard answers",
    labelNames: ["shard", "host"],
    read: ({ shards }) => shards.map(({ shard, host, answers }) => [{ shard: String(shard), host }, Number(answers)]),
  },
];

const counters: readonly Reading<StoreFacts>[] = [
  {
    name: "cordwood_store_inserted_records_total",
    help: "Records of the segments inserted; those inserted again count again",
    read: ({ inserts }) => one(inserts.records),
  },
  {
    name: "cordwood_store_inserted_bytes_total",
    help: "Bytes of the segments inserted",
    read: ({ inserts }) => one(inserts.bytes),
  },
  {
    name: "cordwood_store_insert_failures_total",
    help: "Inserts that failed, by the code of their error",
    labelNames: ["code"],
    read: ({ inserts }) => failuresOf(inserts, {}),
  },
  {
    name: "cordwood_store_query_failures_total",
    help: "Calls of the store that failed, by kind and by the code of their error",
    labelNames: ["kind", "code"],
    read: ({ queries }) => Object.entries(queries).flatMap(([kind, calls]) => failuresOf(calls, { kind })),
  },
  {
    name: "cordwood_store_deduplicated_blocks_total",
    help: "Blocks of inserts that the engine dropped because it had them already",
    read: ({ tables }) => (tables === undefined ? [] : one(tables.deduplicatedBlocks)),
  },
];

const failuresOf = ({ failures }: Calls, labels: Record<string, string>): Sample[] =>
  Object.entries(failures).map(([code, count]) => [{ ...labels, code }, count]);

/** Adds the metrics of the store; without facts there are none but `cordwood_store_up`. */
export function storeMetrics(registry: Registry, facts: Facts): void {
  const up = { name: "cordwood_store_up", help: "1 while the engine can be asked about its tables" };
  observedGauge(registry, up, async () => one(Number((await facts())?.tables !== undefined)));
  for (const family of tableGauges)
    observedGauge(registry, family, async () => readWith((await facts())?.tables, family.read));
  for (const family of callGauges) observedGauge(registry, family, async () => readWith(await facts(), family.read));
  for (const family of counters) observedCounter(registry, family, async () => readWith(await facts(), family.read));
  const inserts = { name: "cordwood_store_insert_duration_seconds", help: "Time of an insert that ended well" };
  void new ObservedHistogram(registry, inserts, async () =>
    readWith(await facts(), (now) => [histogramOf(now.inserts, {})]),
  );
  const queries = {
    name: "cordwood_store_query_duration_seconds",
    help: "Time of a call of the store that ended well, by kind",
    labelNames: ["kind"],
  };
  void new ObservedHistogram(registry, queries, async () =>
    readWith(await facts(), (now) => Object.entries(now.queries).map(([kind, calls]) => histogramOf(calls, { kind }))),
  );
}

function readWith<T, R>(facts: T | undefined, read: (facts: T) => readonly R[]): readonly R[] {
  return facts === undefined ? [] : read(facts);
}

function histogramOf({ latency }: Calls, labels: Record<string, string>): HistogramSample {
  return { labels, ...latency };
}
