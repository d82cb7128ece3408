import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openStore } from "../open-store.js";
import { SegmentMaker, type TestRecord } from "../testing/segments.js";
import { startCluster, type TestCluster } from "../testing/start-cluster.js";
import type { RemovedRange } from "./removed-ranges.js";

const day = 86_400_000;
let cluster: TestCluster;
let directory: string;
beforeAll(async () => {
  cluster = await startCluster(2);
  directory = mkdtempSync(join(tmpdir(), "cordwood-removed-"));
});
afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
});

// A shard may abort and come back (see start-cluster.ts).
test("on a cluster, ranges go over all shards and so does the removal", { retry: 2 }, async () => {
  const { url, name } = cluster;
  const at = { url, cluster: name, database: `removed${Date.now()}` };
  const store = await openStore(at);
  const segments = new SegmentMaker(directory);
  // Each segment is on one shard.
  for (let seq = 1; seq <= 12; seq += 1) {
    const place = { "audit.writer": "a", "audit.seq": `${seq}`, "audit.prev": `${seq - 1}`, "audit.hash": `${seq}` };
    const record: TestRecord = { dataset: "audit", ms: Date.now() - (seq <= 8 ? 20 : 0) * day, attributes: place };
    await store.insert(segments.make([record]));
  }
  await store.close();
  const sealed: RemovedRange[] = [];
  const sealRemoval = async (ranges: readonly RemovedRange[]): Promise<boolean> => {
    sealed.push(...ranges);
    return Promise.resolve(true);
  };
  const again = await openStore({ ...at, retention: { audit: { days: 10 } } }, { sealRemoval });
  const left = async (): Promise<unknown> =>
    (await again.search({ query: "dataset:audit | stats count() as n" })).rows[0];
  await expect.poll(left, { timeout: 15_000 }).toEqual([4]);
  expect(sealed).toMatchObject([{ writer: "a", first: 1, last: 8, prev: "0", hash: "8", records: 8 }]);
  await again.close();
});
