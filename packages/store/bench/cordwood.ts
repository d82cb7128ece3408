import { join } from "node:path";

import { openStore, type Store } from "@cordwood/store";

import type { DataSet } from "./generate.js";
import { activeParts } from "./active-parts.js";
import { inParallel, medianMs, type Outcome, settle } from "./measure.js";
import { type BenchQuery, facets, fullRange } from "./queries.js";

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function run(store: Store, { kind, query }: BenchQuery): Promise<unknown> {
  if (kind === "histogram") return store.histogram({ query, range: fullRange, by: "level", buckets: 48 });
  if (kind === "search") return store.search({ query });
  return Promise.all(facets.map((field) => store.values({ query, field, limit: 10 })));
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** Inserts the data into a new store and times the queries. */
export async function measureCordwood(
  data: DataSet,
  directory: string,
  queries: BenchQuery[],
  repeats: number,
): Promise<Outcome> {
  const path = join(directory, "store");
  const store = await openStore({ path });
  const rows = data.segments.reduce((sum, { records }) => sum + records, 0);
  const [cpuBefore, begin] = [cpuSeconds(), performance.now()];
  await inParallel(data.segments, 4, (segment) => store.insert(segment));
  const seconds = (performance.now() - begin) / 1000;
  const cpu = cpuSeconds() - cpuBefore;
  const settled = (await settle(cpuSeconds)) - cpuBefore;
  const memoryBytes = peakBytes();
  const times = new Map<string, number>();
  for (const query of queries) times.set(query.name, await medianMs(repeats, () => run(store, query)));
  const memoryBytesQueries = peakBytes();
  await store.close();
  const { diskBytes, stored } = await activeParts(path);
  return {
    rows,
    rawBytes: data.bytes,
    rowsPerSecond: rows / seconds,
    cpuSeconds: cpu,
    cpuSecondsSettled: settled,
    diskBytes,
    memoryBytes,
    memoryBytesQueries,
    stored,
    queries: times,
  };
}
