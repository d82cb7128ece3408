import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openStore } from "../open-store.js";
import { describeStore } from "../store.conformance.js";
import type { SearchResult, Store } from "../store.js";
import { SegmentMaker } from "../testing/segments.js";
import { startCluster, type TestCluster } from "../testing/start-cluster.js";

let cluster: TestCluster;
let directory: string;
beforeAll(async () => {
  cluster = await startCluster(2);
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-cluster-test-"));
  await Promise.all(cluster.shards.map((shard) => shard.start()));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (database: string, url = cluster.url): Promise<Store> =>
  openStore({ url, cluster: cluster.name, database });

async function count(store: Store, query = "*"): Promise<unknown> {
  const result = await store.search({ query: `${query} | stats count() as n` });
  return result.rows[0];
}

// A shard may abort and come back (see start-cluster.ts): each test has three tries, each in a database of its own.
const tries = { retry: 2 };
let databases = 0;
const fresh = (name: string): string => `${name}_${(databases += 1)}`;

describe("with a shard that may have to start again", tries, () => {
  describeStore("ClickHouse cluster of two shards", () => open("conformance"));
});

/** What every kind of answer says of missing shards. */
async function partialsOf(store: Store, page: SearchResult): Promise<unknown[]> {
  const query = "one";
  const id = page.kind === "records" ? (page.rows[0]?.id ?? "") : "";
  const answers = await Promise.all([
    store.histogram({ query }),
    store.compare({ query, baseline: { query: "two" } }),
    store.sql("SELECT count() FROM logs"),
    store.search({ query: "* | stats count()" }),
  ]);
  const lists = await Promise.all([
    store.fields({ query }),
    store.values({ query, field: "service" }),
    store.context({ id }),
  ]);
  return [...answers.map(({ stats }) => stats.partial), ...lists.map(({ partial }) => partial)];
}

test("several servers may open an empty cluster at once, and write to it side by side", tries, async () => {
  const database = fresh("together");
  const stores = await Promise.all([1, 2, 3].map(() => open(database)));
  const segments = new SegmentMaker(directory);
  const records = Array.from({ length: 600 }, (_, index) => ({ attributes: { region: `r${index % 3}` } }));
  const made = Array.from({ length: 9 }, () => segments.make(records));
  await Promise.all(made.map((segment, index) => stores[index % 3]?.insert(segment)));
  await Promise.all(made.map((segment, index) => stores[(index + 1) % 3]?.insert(segment)));
  for (const store of stores) expect(await count(store, "region:r1")).toEqual([1800]);
  const spread = await stores[0]?.sql("SELECT uniqExact(chunk), count() FROM logs");
  expect(spread?.rows).toEqual([[9, 5400]]);
  await Promise.all(stores.map((store) => store.close()));
});

test("a shard that dies leaves a marked hole, its segments wait, and all is there when it is back", tries, async () => {
  const store = await open(fresh("dying"));
  const segments = new SegmentMaker(directory);
  const made = Array.from({ length: 12 }, () => segments.make([{ message: "one" }, { message: "two" }]));
  const [first, later] = [made.slice(0, 6), made.slice(6)];
  await Promise.all(first.map((segment) => store.insert(segment)));
  expect(await count(store)).toEqual([12]);

  await cluster.shards[1]?.kill();
  const page = await store.search({ query: "one" });
  expect(page.stats.partial).toEqual({ shards: 2, shards_missing: [2] });
  expect(page.rows.length).toBeLessThan(6);
  for (const partial of await partialsOf(store, page)) expect(partial).toEqual({ shards: 2, shards_missing: [2] });
  // It cannot be told from one that was removed.
  const missing = { id: "0".repeat(24) };
  await expect(store.context(missing)).rejects.toMatchObject({ code: "CW_STORE_SHARD_MISSING" });
  const patterns = store.export({ query: "* | patterns", format: "csv" });
  await expect(patterns).rejects.toMatchObject({ code: "CW_STORE_SHARD_MISSING" });
  await expect(store.export({ query: "*", format: "ndjson" })).rejects.toMatchObject({
    code: "CW_STORE_SHARD_MISSING",
  });
  const outcomes = await Promise.allSettled(later.map((segment) => store.insert(segment)));
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  expect(refused.length).toBeGreaterThan(0);
  for (const reason of refused) expect(reason).toMatchObject({ code: "CW_STORE_SHARD_MISSING" });
  expect((await store.facts()).shards.map(({ answers }) => answers)).toEqual([true, false]);

  await cluster.shards[1]?.start();
  await Promise.all(made.map((segment) => store.insert(segment)));
  const whole = await store.search({ query: "one" });
  expect(whole.rows).toHaveLength(12);
  expect(whole.stats.partial).toBeUndefined();
  await store.close();
});

async function ask(shard: number, statement: string): Promise<string> {
  const response = await fetch(cluster.shards[shard]?.url ?? "", { method: "POST", body: statement });
  return (await response.text()).trim();
}

test(
  "gives attributes columns on every shard, on one that is set up anew too, and removes old records on all",
  tries,
  async () => {
    const database = fresh("grown");
    const segments = new SegmentMaker(directory);
    const old = Date.now() - 10 * 86_400_000;
    const records = (ms: number): object[] =>
      Array.from({ length: 300 }, (_, index) => ({ ms, attributes: { region: `r${index % 3}` } }));
    const made = [old, Date.now()].flatMap((ms) => [1, 2, 3].map(() => segments.make(records(ms))));
    const columns = `SELECT count() FROM system.columns WHERE database = '${database}' AND name LIKE 'attr_region%' AND table LIKE '%records'`;
    let store = await open(database);
    for (const segment of made) await store.insert(segment);
    expect(await count(store, "region:r1")).toEqual([600]);
    await store.close();
    expect(await Promise.all([ask(0, columns), ask(1, columns)])).toEqual(["2", "2"]);

    await ask(1, `DROP DATABASE ${database} SYNC`);
    store = await open(database);
    await expect.poll(() => ask(1, columns)).toBe("2");
    for (const segment of made) await store.insert(segment);
    expect(await count(store, "region:r1")).toEqual([600]);
    await store.close();

    const place = { url: cluster.url, cluster: cluster.name, database };
    store = await openStore({ ...place, retention: { diagnostic: { days: 2 } } });
    await expect.poll(() => count(store)).toEqual([900]);
    await store.close();
  },
);

test("goes on through another server when the one it talks to dies", tries, async () => {
  const store = await open(fresh("failover"));
  const segment = new SegmentMaker(directory).make([{ message: "kept" }]);
  await cluster.shards[0]?.kill();
  const page = await store.search({ query: "*" });
  expect(page.stats.partial).toEqual({ shards: 2, shards_missing: [1] });
  await cluster.shards[0]?.start();
  await store.insert(segment);
  expect(await count(store)).toEqual([1]);
  await store.close();
});

test("names a cluster that the server does not have, and refuses addresses without one", async () => {
  const unknown = openStore({ url: cluster.url, cluster: "nowhere" });
  await expect(unknown).rejects.toMatchObject({ code: "CW_STORE_CLUSTER" });
  await expect(openStore({ url: cluster.url })).rejects.toMatchObject({ code: "CW_STORE_OPTIONS" });
  await expect(openStore({ path: directory, cluster: "duo" })).rejects.toMatchObject({ code: "CW_STORE_OPTIONS" });
});
