import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { attributeColumnsMax } from "../limits.js";
import { openStore } from "../open-store.js";
import type { Row, Store } from "../store.js";
import { openEngine } from "../testing/open-engine.js";
import { SegmentMaker, type TestRecord } from "../testing/segments.js";
import type { AttributeShare } from "./attribute-census.js";
import { AttributeColumns } from "./attribute-columns.js";
import { singleTables } from "./record-tables.js";

let directory: string;
let store: Store;
let segments: SegmentMaker;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-columns-"));
  segments = new SegmentMaker(directory);
  store = await openStore({ path: join(directory, "store") });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function insert(count: number, attributes: (index: number) => Record<string, string>): Promise<void> {
  const records = Array.from({ length: count }, (_, index): TestRecord => ({ attributes: attributes(index) }));
  await store.insert(segments.make(records));
}

async function rows(query: string): Promise<Row[]> {
  const result = await store.search({ query });
  return result.kind === "records" ? result.rows : [];
}

async function table(query: string): Promise<unknown[][]> {
  const result = await store.search({ query });
  return result.kind === "table" ? result.rows : [];
}

async function columns(): Promise<string[]> {
  const answer = await store.sql("SELECT * FROM logs LIMIT 0");
  return answer.columns.map(({ name }) => name);
}

test("a frequent attribute gets a column, and nothing that a query says changes by it", async () => {
  const attributes = (index: number): Record<string, string> => ({
    status: index % 4 === 0 ? "500" : "200",
    "user.id": `u${index}`,
    "it's": "odd",
    empty: "",
  });
  await insert(400, attributes);
  expect(await columns()).not.toContain("status");
  const before = await Promise.all([
    table("status:500 | stats count() as n by status"),
    rows("user.id:u7"),
    store.values({ query: "*", field: "status" }),
  ]);
  await insert(400, attributes);
  expect(await columns()).toContain("status");
  expect(await table("status:500 | stats count() as n by status")).toEqual([["500", 200]]);
  const [old, fresh] = await rows("user.id:u7");
  expect(fresh?.attributes).toEqual(before[1][0]?.attributes);
  expect(old?.attributes).toEqual(before[1][0]?.attributes);
  expect(await store.values({ query: "*", field: "status" })).toMatchObject({ total: 800 });
  expect((await store.fields({ query: "*" })).fields.find(({ name }) => name === "status")?.share).toBe(1);
  const sql = await store.sql(
    "SELECT attributes['user.id'], status, attributes['it\\'s'] FROM logs WHERE status = '500' LIMIT 1",
  );
  expect(sql.rows[0]?.slice(1)).toEqual(["500", "odd"]);
});

test("columns are known again after a restart", async () => {
  await insert(600, () => ({ region: "eu" }));
  await store.close();
  store = await openStore({ path: join(directory, "store") });
  await insert(1, () => ({ region: "us" }));
  expect(await table("* | stats count() as n by region | sort region")).toEqual([
    ["eu", 600],
    ["us", 1],
  ]);
});

test("a column that others crowd out is retired, and its records are still found", async () => {
  const names = Array.from({ length: attributeColumnsMax }, (_, index) => `first_${index}`);
  await insert(600, () => Object.fromEntries(names.map((name) => [name, "x"])));
  await store.close();
  await adapt([
    { name: "second", share: 0.9, repeats: true, selective: false },
    { name: "first_1", share: 0.01, repeats: true, selective: false },
    ...names.slice(2).map((name) => ({ name, share: 0.5, repeats: true, selective: false })),
  ]);
  store = await openStore({ path: join(directory, "store") });
  await insert(1, () => ({ first_0: "x", second: "y" }));
  expect(await columns()).toContain("second");
  expect(await columns()).not.toContain("first_0");
  expect(await table("first_0:x | stats count() as n by first_0")).toEqual([["x", 601]]);
  expect((await rows("first_0:x second:y"))[0]?.attributes).toEqual({ first_0: "x", second: "y" });
  expect(Object.keys((await rows("first_0:x -second:y"))[0]?.attributes ?? {})).toHaveLength(attributeColumnsMax);
});

/** Adapts the closed store's columns to shares that a census would take long to find. */
async function adapt(shares: readonly AttributeShare[]): Promise<void> {
  const engine = openEngine(join(directory, "store", "engine"));
  const found = await AttributeColumns.load({
    engine,
    tables: singleTables(engine, false),
    shared: false,
  });
  await found.adapt(shares);
  await engine.close();
}
