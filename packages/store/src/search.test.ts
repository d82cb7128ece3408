import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./open-store.js";
import type { SearchResult, Store } from "./store.js";
import { SegmentMaker } from "./testing/segments.js";

const directory = mkdtempSync(join(tmpdir(), "cordwood-search-"));
const count = 66_000;
let store: Store;
beforeAll(async () => {
  store = await openStore({ path: join(directory, "store") });
  const start = Date.UTC(2026, 0, 2);
  const records = Array.from({ length: count }, (_, n) => ({ ms: start + n, attributes: { n: String(n) } }));
  await store.insert(new SegmentMaker(directory, start).make(records));
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function table(query: string): Promise<Extract<SearchResult, { kind: "table" }>> {
  const result = await store.search({ query });
  if (result.kind !== "table") throw new TypeError("expected a table");
  return result;
}

test("says which columns hold estimates", async () => {
  const { columns, rows } = await table("* | stats uniq(n), uniq(host), p95(n), avg(n)");
  expect(columns).toEqual([
    { name: "uniq(n)", type: "number", approximate: true },
    { name: "uniq(host)", type: "number" },
    { name: "p95(n)", type: "number", approximate: true },
    { name: "avg(n)", type: "number" },
  ]);
  expect(Math.abs(Number(rows[0]?.[0]) - count)).toBeLessThan(count / 50);
});

test("says that a table was cut off, and what may not have been meant so", async () => {
  const { rows, hints } = await table("hello | stats count() by n");
  expect(rows).toHaveLength(10_000);
  expect(hints).toEqual([expect.stringContaining("cut off after 10000 rows")]);
  expect((await store.search({ query: "hello and n:1" })).hints).toEqual([expect.stringContaining("`AND`")]);
  expect(await store.search({ query: "hello n:1" })).not.toHaveProperty("hints");
});

test("SQL that is cut off says so", async () => {
  const { rows, hints } = await store.sql("SELECT number FROM numbers(10001)");
  expect(rows).toHaveLength(10_000);
  expect(hints).toEqual([expect.stringContaining("cut off after 10000 rows")]);
  expect(await store.sql("SELECT number FROM numbers(10000)")).not.toHaveProperty("hints");
});
