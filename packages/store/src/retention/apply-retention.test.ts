import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Engine } from "../engine/engine.js";
import { insertSegment } from "../insert.js";
import { sql } from "../query/sql.js";
import { AttributeColumns } from "../schema/attribute-columns.js";
import { migrate } from "../schema/migrations.js";
import { type RecordTables, singleTables } from "../schema/record-tables.js";
import { openEngine } from "../testing/open-engine.js";
import { SegmentMaker, type TestRecord } from "../testing/segments.js";
import { applyRetention } from "./apply-retention.js";
import type { RetentionRules } from "./retention-rule.js";

const now = Date.UTC(2026, 5, 15, 12);
const day = 86_400_000;

let directory: string;
let engine: Engine;
let tables: RecordTables;
let columns: AttributeColumns;
let segments: SegmentMaker;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-retention-"));
  segments = new SegmentMaker(directory, now);
  engine = openEngine(join(directory, "engine"));
  tables = singleTables(engine, false);
  await migrate({ engine, tables, place: directory, expectTable: false });
  columns = await AttributeColumns.load({ engine, tables, shared: false });
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

/** One record of each dataset for every age in days; `bulk` makes messages that long and incompressible. */
async function insert(datasets: readonly string[], ages: readonly number[], bulk = 0): Promise<void> {
  const noise = Array.from({ length: bulk }, () => Math.random().toString(36).slice(2, 3)).join("");
  const records = datasets.flatMap((dataset) =>
    ages.map((age): TestRecord => ({ dataset, ms: now - age * day, message: `${noise}${age}` })),
  );
  await insertSegment(engine, columns, segments.make(records));
}

async function apply(rules: RetentionRules): Promise<number> {
  return applyRetention({ engine, tables }, rules, now);
}

async function ages(dataset: string): Promise<number[]> {
  const { rows } = await engine.query(
    "read",
    sql`SELECT dataset, toUnixTimestamp64Milli(ts) FROM ${tables.all} ORDER BY ts DESC`,
  );
  return rows.filter(([name]) => name === dataset).map(([, ms]) => (now - Number(ms)) / day);
}

test("removes records by age, of the named dataset only", async () => {
  const all = [0, 5, 9, 12, 40, 70, 100, 900, 9000];
  await insert(["diagnostic", "audit"], all);
  expect(await apply({ diagnostic: { days: 10 } })).toBe(6);
  expect(await ages("diagnostic")).toEqual([0, 5, 9]);
  expect(await ages("audit")).toEqual(all);
  expect(await apply({ diagnostic: { days: 10 } })).toBe(0);
  expect(await apply({ audit: { days: 80 } })).toBe(3);
  expect(await ages("audit")).toEqual([0, 5, 9, 12, 40, 70]);
});

test("keeps other datasets that share a partition", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `team-${index}`);
  await insert(names, [1, 20]);
  await apply({ "team-3": { days: 10 } });
  expect(await ages("team-3")).toEqual([1]);
  for (const name of names.filter((other) => other !== "team-3")) expect(await ages(name)).toEqual([1, 20]);
});

test("removes the oldest days when a dataset is too large, never the newest", async () => {
  for (const age of [3, 2, 1, 0]) await insert(["diagnostic"], [age], 1_000_000);
  await apply({ diagnostic: { bytes: 1_600_000 } });
  expect(await ages("diagnostic")).toEqual([0, 1]);
  await apply({ diagnostic: { bytes: 1_000 } });
  expect(await ages("diagnostic")).toEqual([0]);
});

test("removes records from the far future only by size", async () => {
  await insert(["diagnostic"], [-400, 0, 50]);
  await apply({ diagnostic: { days: 10 } });
  expect(await ages("diagnostic")).toEqual([-400, 0]);
});
