import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../open-store.js";
import type { Comparison, Store } from "../store.js";
import { SegmentMaker, type TestRecord } from "../testing/segments.js";

const start = Date.UTC(2026, 0, 2, 10);
const at = (second: number): bigint => BigInt(start + second * 1000) * 1_000_000n;

/** 1,000 quiet seconds, then 200 in which host b2 of service pay fails. */
const records: TestRecord[] = Array.from({ length: 1200 }, (_, index) => {
  const failing = index >= 1000 && index % 2 === 0;
  return {
    ms: start + index * 1000,
    service: failing ? "pay" : `s${index % 5}`,
    host: failing ? "b2" : `h${index % 3}`,
    level: failing ? "error" : "info",
    message: failing ? `upstream ${index} timed out` : `request ${index} done`,
    attributes: {
      request_id: `r${index}`,
      version: failing ? "2.0" : "1.9",
      status: failing ? "504" : "200",
      took: failing ? `${2000 + index}.5` : `${index % 90}`,
    },
  };
});

const directory = mkdtempSync(join(tmpdir(), "cordwood-compare-"));
let store: Store;
beforeAll(async () => {
  store = await openStore({ path: join(directory, "store") });
  await store.insert(new SegmentMaker(directory, start + 2_000_000).make(records));
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const found = ({ differences }: Comparison): string[] => differences.map(({ field, value }) => `${field}=${value}`);

test("finds what one span of time has more and less of than another", async () => {
  const comparison = await store.compare({
    query: "*",
    range: { from: at(1000), to: at(1200) },
    baseline: { range: { from: at(0), to: at(1000) } },
  });
  expect(comparison).toMatchObject({ selection: { count: 200 }, baseline: { count: 1000 }, approximate: false });
  expect(found(comparison).slice(0, 10)).toEqual(
    expect.arrayContaining(["service=pay", "host=b2", "level=error", "version=2.0", "message=upstream <*> timed out"]),
  );
  const pay = comparison.differences.find(({ value }) => value === "pay");
  expect(pay).toMatchObject({
    kind: "value",
    query: 'service:"pay"',
    selection: { count: 100, share: 0.5 },
    baseline: { count: 0, share: 0 },
    lift: null,
  });
  const less = comparison.differences.find(({ value }) => value === "1.9");
  expect(less).toMatchObject({ selection: { share: 0.5 }, baseline: { share: 1 }, lift: 0.5 });
  const significances = comparison.differences.map(({ significance }) => significance);
  expect(significances).toEqual(significances.toSorted((left, right) => right - left));
  for (const { query, selection } of comparison.differences) {
    const range = { from: at(1000), to: at(1200) };
    const counted = await store.search({ query: `${query} | stats count()`, range });
    expect(counted.kind === "table" && counted.rows[0]?.[0]).toBe(selection.count);
  }
});

test("tells ranges of numbers that are seldom the same twice, and single values of others", async () => {
  const range = { from: at(1000), to: at(1200) };
  const comparison = await store.compare({ query: "*", range, baseline: { range: { from: at(0), to: at(1000) } } });
  const slow = comparison.differences.filter(({ field, lift }) => field === "took" && lift === null);
  expect(slow).toMatchObject([
    { kind: "range", value: "2000 to 5000", query: "(took:>=2000 took:<5000)", selection: { count: 100, share: 0.5 } },
  ]);
  const statuses = comparison.differences.filter(({ field }) => field === "status");
  expect(statuses.map(({ kind, value }) => `${kind} ${value}`).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    "value 200",
    "value 504",
  ]);
});

test("counts records of both sides in the selection alone, and leaves out what the queries ask for", async () => {
  const comparison = await store.compare({ query: "level:error", baseline: { query: "*" } });
  expect(comparison).toMatchObject({ selection: { count: 100 }, baseline: { count: 1100 } });
  expect(found(comparison)).not.toContain("level=error");
  expect(found(comparison)).toContain("version=2.0");
});

test("finds nothing between two alike", async () => {
  const comparison = await store.compare({
    query: "*",
    range: { from: at(0), to: at(500) },
    baseline: { range: { from: at(500), to: at(1000) } },
  });
  expect(comparison.differences).toEqual([]);
  const empty = await store.compare({ query: "nothing", baseline: { query: "*" } });
  expect(empty).toMatchObject({ selection: { count: 0 }, differences: [] });
});

test("compares fields that a stage computes", async () => {
  const comparison = await store.compare({
    query: 'level:error | parse "upstream <n> timed" | eval parity = n % 2',
    baseline: { query: "level:info | eval parity = 1" },
  });
  expect(found(comparison)).toEqual(expect.arrayContaining(["parity=0", "parity=1"]));
});
