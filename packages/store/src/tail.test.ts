import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./open-store.js";
import type { Segment } from "./record.js";
import type { Row, Store } from "./store.js";
import { SegmentMaker } from "./testing/segments.js";

const directory = mkdtempSync(join(tmpdir(), "cordwood-tail-"));
const segments = new SegmentMaker(directory);
let store: Store;
beforeAll(async () => {
  store = await openStore({ path: join(directory, "store") });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Reads a tail until so many records came. */
async function read(after: string | undefined, count: number): Promise<Row[]> {
  const stop = new AbortController();
  const rows: Row[] = [];
  for await (const batch of store.tail({ query: "*", ...(after !== undefined && { after }) }, stop.signal)) {
    rows.push(...batch);
    if (rows.length >= count) stop.abort();
  }
  return rows;
}

const messages = (rows: readonly Row[]): string[] => rows.map(({ message }) => message);

test("goes on after the last record that a reader got, whatever their times and the order of their chunks", async () => {
  const make = (list: readonly string[], age: number): Segment =>
    segments.make(list.map((message, line) => ({ message, ms: Date.now() - age - line * 100 })));
  const [first, second, third] = [make(["a", "b", "c"], 0), make(["d"], 1000), make(["e", "f"], 2000)];
  const everything = read(undefined, 6);
  // A later chunk may become searchable before an earlier one.
  for (const segment of [first, third, second]) await store.insert(segment);
  const seen = await everything;
  expect(messages(seen)).toEqual(["a", "b", "c", "e", "f", "d"]);
  for (const [index, { id }] of seen.slice(0, -1).entries()) {
    expect(messages(await read(id, 5 - index))).toEqual(messages(seen).slice(index + 1));
  }
});

test("goes on after a record of before the store was opened, and then with what comes", async () => {
  const last = await store.search({ query: "b" });
  const { id } = (last.kind === "records" ? last.rows[0] : undefined)!;
  await store.close();
  store = await openStore({ path: join(directory, "store") });
  const reading = read(id, 5);
  await store.insert(segments.make([{ message: "new" }]));
  expect(messages(await reading)).toEqual(["c", "d", "e", "f", "new"]);
});
