import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./open-store.js";
import type { ExportRequest, Store } from "./store.js";
import { SegmentMaker } from "./testing/segments.js";

const start = Date.UTC(2026, 0, 2, 10);
const directory = mkdtempSync(join(tmpdir(), "cordwood-export-"));
let store: Store;
beforeAll(async () => {
  store = await openStore({ path: join(directory, "store") });
  const records = Array.from({ length: 10 }, (_, index) => ({
    ms: start + index * 60_000,
    service: index % 2 === 0 ? "web" : "db",
    level: index === 9 ? "error" : "info",
    message: index === 0 ? "=cmd()" : `took ${index} ms`,
    attributes: { n: String(index), who: 'O\'Neil, "Al"' },
  }));
  await store.insert(new SegmentMaker(directory, start).make(records));
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const csv = async (request: Partial<ExportRequest>): Promise<string[]> => {
  const lines = (await text(await store.export({ query: "*", format: "csv", ...request }))).split("\n");
  expect(lines.pop()).toBe("");
  return lines;
};
const ndjson = async (request: Partial<ExportRequest>): Promise<unknown[]> =>
  (await text(await store.export({ query: "*", format: "ndjson", ...request })))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

test("the named fields become columns, in their order", async () => {
  expect(await csv({ query: "n:<2", fields: ["n", "service", "odd `name\\", "time"], order: "asc" })).toEqual([
    String.raw`"n","service","odd ${"`"}name\","time"`,
    '"0","web","","2026-01-02T10:00:00.000000000Z"',
    '"1","db","","2026-01-02T10:01:00.000000000Z"',
  ]);
});

test("stages that keep records are heeded", async () => {
  const query = '* | parse "took <ms> ms" | where ms > 5 | sort -ms | limit 2';
  expect(await ndjson({ query, fields: ["ms", "level"] })).toEqual([
    { ms: "9", level: "error" },
    { ms: "8", level: "info" },
  ]);
  const whole = await ndjson({ query: `${query} | rename ms as took`, limit: 1 });
  expect(whole).toMatchObject([{ message: "took 9 ms", attributes: { took: "9", n: "9" } }]);
});

test("stages that make tables are heeded, also those that are finished outside of the engine", async () => {
  const query = "* | stats count() as n, avg(n) as mean, uniq(who) by service";
  expect(await csv({ query })).toEqual(['"service","n","mean","uniq(who)"', '"db",5,5,1', '"web",5,4,1']);
  expect(
    await ndjson({
      query: "level:error | timechart 5m count()",
      range: { from: BigInt(start) * 1_000_000n, to: BigInt(start + 600_000) * 1_000_000n },
    }),
  ).toEqual([
    { time: "2026-01-02T10:00:00.000000000Z", "count()": 0 },
    { time: "2026-01-02T10:05:00.000000000Z", "count()": 1 },
  ]);
  expect(await ndjson({ query: "n:>0 | patterns" })).toMatchObject([{ template: "took <*>", count: 9, share: 1 }]);
});

test("a cursor goes on where a page ended", async () => {
  const page = await store.search({ query: "*", limit: 4 });
  const cursor = page.kind === "records" ? (page.cursor ?? "") : "";
  const rest = await ndjson({ cursor, fields: ["n"] });
  expect(rest).toEqual(["5", "4", "3", "2", "1", "0"].map((n) => ({ n })));
});

test("formulas are escaped when that is asked for", async () => {
  const request = { query: "n:0", fields: ["message"] };
  expect(await csv(request)).toEqual(['"message"', '"=cmd()"']);
  expect(await csv({ ...request, escape_formulas: true })).toEqual(['"message"', '"\'=cmd()"']);
});

test("Parquet has types", async () => {
  const query = "* | stats count() as n, min(time) as first, values(service) as services by service";
  const bytes = await buffer(await store.export({ query, format: "parquet" }));
  expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
  // The schema of Parquet's footer names logical types; of the engine's reader we ask what it sees.
  expect(bytes.includes("first")).toBe(true);
  const records = await buffer(await store.export({ query: "*", format: "parquet" }));
  for (const name of ["time", "severity", "attributes", "key_value"]) expect(records.includes(name)).toBe(true);
});

test("an export of many chunks is one file: one header in CSV, one footer in Parquet", async () => {
  const many = Array.from({ length: 70_000 }, (_, index) => ({ ms: start + index, service: "many", message: "m" }));
  await store.insert(new SegmentMaker(directory, start + 5000).make(many));
  const lines = await csv({ query: "service:many", fields: ["time", "message"] });
  expect(lines.filter((line) => line === '"time","message"')).toHaveLength(1);
  expect(lines).toHaveLength(70_001);
  const file = await buffer(await store.export({ query: "service:many", format: "parquet", fields: ["message"] }));
  expect(file.toString("latin1").match(/PAR1/g)).toHaveLength(2);
  expect(readdirSync(join(directory, "store", "exports"))).toEqual([]);
});
