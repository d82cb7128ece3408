import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openStore } from "../open-store.js";
import { SegmentMaker } from "../testing/segments.js";

test("a count of everything but Cordwood's own records reads no records", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-own-"));
  const store = await openStore({ path: join(directory, "store") });
  try {
    const datasets = ["diagnostic", "audit", "cordwood", "team"];
    const records = datasets.flatMap((dataset) => Array.from({ length: 500 }, () => ({ dataset })));
    await store.insert(new SegmentMaker(directory).make(records));
    const all = await store.search({ query: "* | stats count()" });
    expect(all.rows).toEqual([[1500]]);
    expect(all.stats.rows_read).toBeLessThan(10);
    const own = await store.search({ query: "dataset:cordwood | stats count()" });
    expect(own.rows).toEqual([[500]]);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
