import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareSelections } from "./compare/compare.js";
import type { Engine } from "./engine/engine.js";
import { queryFields } from "./fields.js";
import { openStore } from "./open-store.js";
import { createSchema } from "./query/index.js";
import { identifier } from "./query/sql.js";
import { type Selection, select } from "./selection.js";
import { openEngine } from "./testing/open-engine.js";
import { SegmentMaker } from "./testing/segments.js";
import { queryValues } from "./values.js";

const count = 40_000;
const directory = mkdtempSync(join(tmpdir(), "cordwood-sampling-"));
let engine: Engine;

/** A quarter of the records is of b, a tenth of logger tenth with a trace_id; one in 4,000 is rare. */
beforeAll(async () => {
  const store = await openStore({ path: join(directory, "store") });
  const records = Array.from({ length: count }, (_, index) => ({
    ms: Date.UTC(2026, 0, 2) + index,
    service: index % 4 === 0 ? "b" : "a",
    message: index % 4000 === 0 ? `rare ${index}` : `usual ${index}`,
    logger: index % 10 === 0 ? "tenth" : "other",
    trace_id: index % 10 === 0 ? "ab" : "",
  }));
  await store.insert(new SegmentMaker(directory, Date.UTC(2026, 0, 2)).make(records));
  await store.close();
  engine = openEngine(join(directory, "store", "engine"));
});
afterAll(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const selection = (query: string): Selection => select(createSchema(identifier("records")), query, undefined);

test("shares of fields are estimated from a sample, and rare selections looked at themselves", async () => {
  const sampling = { recordsMax: 2500, recordsMin: 500 };
  const { fields } = await queryFields(engine, selection("*"), undefined, sampling);
  const trace = fields.find(({ name }) => name === "trace_id");
  expect(trace).toMatchObject({ type: "string", approximate: true });
  expect(trace?.share).toBeGreaterThan(0.05);
  expect(trace?.share).toBeLessThan(0.2);
  const { fields: rare } = await queryFields(engine, selection("rare"), undefined, sampling);
  expect(rare.find(({ name }) => name === "trace_id")).toEqual({ name: "trace_id", type: "string", share: 1 });
});

test("values are counted in a sample, and scaled", async () => {
  const sampling = { above: 5000, recordsMin: 500 };
  const request = { field: "service", limit: 2 };
  const { values, ...rest } = await queryValues(engine, selection("*"), request, undefined, sampling);
  expect(rest).toMatchObject({ approximate: true, sampled_share: 1 / 8 });
  expect(values.map(({ value }) => value)).toEqual(["a", "b"]);
  expect(Math.abs((values[1]?.count ?? 0) - count / 4)).toBeLessThan(count / 16);
  const rare = await queryValues(engine, selection("rare"), request, undefined, sampling);
  expect(rare).toEqual({ values: [{ value: "b", count: 10 }], total: 10 });
});

test("comparisons look at a sample of both sides", async () => {
  const parts = {
    selection: selection("service:b"),
    baseline: selection("service:a"),
    without: ["service"],
    limit: 10,
  };
  const comparison = await compareSelections(engine, { ...parts, sampleMax: 2000 });
  expect(comparison).toMatchObject({ approximate: true, selection: { count: 10_000 }, baseline: { count: 30_000 } });
  const other = comparison.differences.find(({ field, value }) => field === "logger" && value === "other");
  // Of the numbers that are divisible by 4 a fifth ends with 0, of all others one in fifteen.
  expect(other?.selection.share).toBeCloseTo(0.8, 1);
  expect(other?.baseline.share).toBeCloseTo(0.93, 1);
});
