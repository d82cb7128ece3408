import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { RemovedRange } from "../audit/removed-ranges.js";
import type { Engine } from "../engine/engine.js";
import { insertSegment } from "../insert.js";
import { sql } from "../query/sql.js";
import { AttributeColumns } from "../schema/attribute-columns.js";
import { migrate } from "../schema/migrations.js";
import { type RecordTables, singleTables } from "../schema/record-tables.js";
import { openEngine } from "../testing/open-engine.js";
import { SegmentMaker, type TestRecord } from "../testing/segments.js";
import { applyRetention } from "./apply-retention.js";

const now = Date.UTC(2026, 5, 15, 12);
const day = 86_400_000;

let directory: string;
let engine: Engine;
let tables: RecordTables;
let columns: AttributeColumns;
let segments: SegmentMaker;
let sealed: RemovedRange[][];
let willSeal: boolean;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-audit-retention-"));
  segments = new SegmentMaker(directory, now);
  engine = openEngine(join(directory, "engine"));
  tables = singleTables(engine, false);
  await migrate({ engine, tables, place: directory, expectTable: false });
  columns = await AttributeColumns.load({ engine, tables, shared: false });
  [sealed, willSeal] = [[], true];
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A record of a chain that came so many days ago. */
function link(writer: string, seq: number, age: number, more: Record<string, string> = {}): TestRecord {
  const place = { "audit.writer": writer, "audit.seq": `${seq}`, "audit.prev": `${writer}${seq - 1}` };
  const attributes = { ...place, "audit.hash": `${writer}${seq}`, ...more };
  return { dataset: "audit", ms: now - age * day, attributes };
}

const insert = async (records: TestRecord[]): Promise<void> => insertSegment(engine, columns, segments.make(records));

async function apply(days: number): Promise<number> {
  const sealRemoval = async (ranges: readonly RemovedRange[]): Promise<boolean> => {
    sealed.push([...ranges]);
    return Promise.resolve(willSeal);
  };
  return applyRetention({ engine, tables, sealRemoval }, { audit: { days } }, now);
}

async function left(): Promise<string[]> {
  const name = sql`concat(all_attributes['audit.writer'], all_attributes['audit.seq'])`;
  const { rows } = await engine.query("read", sql`SELECT ${name} FROM ${tables.all} ORDER BY ts, 1`);
  return rows.map(([text]) => String(text));
}

const spans = (): unknown[] =>
  sealed.flat().map(({ writer, first, last, prev, hash, records }) => [writer, first, last, prev, hash, records]);

test("what is removed is told before, as ranges of each chain", async () => {
  await insert([
    link("a", 1, 30),
    link("a", 2, 29),
    link("b", 1, 29),
    link("a", 3, 1),
    link("a", 4, 400),
    link("b", 2, 0),
  ]);
  expect(await apply(10)).toBe(4);
  expect(spans()).toEqual([
    ["a", 1, 2, "a0", "a2", 2],
    ["a", 4, 4, "a3", "a4", 1],
    ["b", 1, 1, "b0", "b1", 1],
  ]);
  expect(sealed[0]?.[0]).toMatchObject({ from: `${now - 30 * day}000000`, to: `${now - 29 * day}000000` });
  expect(await left()).toEqual(["a3", "b2"]);
  expect(await apply(10)).toBe(0);
  expect(sealed).toHaveLength(1);
});

test("nothing is removed when it cannot be told", async () => {
  await insert([link("a", 1, 30), link("a", 2, 0)]);
  willSeal = false;
  expect(await apply(10)).toBe(0);
  expect(await left()).toEqual(["a1", "a2"]);
});

test("what stands for removed records stays", async () => {
  await insert([link("a", 1, 30), link("a", 2, 30, { "audit.kind": "stump" }), link("a", 3, 30), link("a", 4, 0)]);
  expect(await apply(10)).toBe(2);
  expect(spans()).toEqual([
    ["a", 1, 1, "a0", "a1", 1],
    ["a", 3, 3, "a2", "a3", 1],
  ]);
  expect(await left()).toEqual(["a2", "a4"]);
  expect(await apply(10)).toBe(0);
});

test("records outside of any chain go without a word", async () => {
  await insert([{ dataset: "audit", ms: now - 30 * day }]);
  expect(await apply(10)).toBe(1);
  expect(sealed).toEqual([]);
});
