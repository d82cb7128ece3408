// What happens when a query reaches one of its bounds, on the real engine.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openStore } from "./open-store.js";
import type { StoreOptions } from "./options.js";
import type { Store } from "./store.js";
import { SegmentMaker } from "./testing/segments.js";

let directory: string;
let segments: SegmentMaker;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-limits-"));
  segments = new SegmentMaker(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function withStore(options: StoreOptions, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ path: join(directory, "store"), ...options });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

const endless = "SELECT sum(cityHash64(number, toString(number))) FROM numbers(9000000000)";

test("a query is stopped after its time, and says how to narrow it", async () => {
  await withStore({ query_timeout_s: 1 }, async (store) => {
    await expect(store.sql(endless)).rejects.toMatchObject({
      code: "CW_STORE_QUERY_TIMEOUT",
      message: expect.stringContaining("narrow it") as string,
    });
  });
});

test("a query is stopped at its memory", async () => {
  await withStore({ query_memory_bytes: 16_777_216 }, async (store) => {
    const wide = "SELECT length(groupArray(toString(number) || 'xxxxxxxxxxxxxxxxxxxx')) FROM numbers(5000000)";
    await expect(store.sql(wide)).rejects.toMatchObject({ code: "CW_STORE_QUERY_MEMORY" });
  });
});

test("queries together keep to the memory of the store, and an insert waits for its turn", async () => {
  const options = { memory_bytes: 268_435_456, query_memory_bytes: 1_000_000_000 };
  await withStore(options, async (store) => {
    const wide = "SELECT length(groupArray(toString(number) || 'xxxxxxxxxxxxxxxxxxxx')) FROM numbers(5000000)";
    const query = store.sql(wide).catch((error: unknown) => error);
    await store.insert(segments.make(Array.from({ length: 1000 }, () => ({ message: "kept" }))));
    expect(await query).toMatchObject({ code: "CW_STORE_MEMORY" });
    expect(await store.search({ query: "* | stats count()" })).toMatchObject({ rows: [[1000]] });
  });
});

test("a query is stopped at the rows that it may read", async () => {
  await withStore({ query_read_rows: 1000 }, async (store) => {
    await store.insert(segments.make(Array.from({ length: 5000 }, (_, index) => ({ message: `line ${index}` }))));
    await expect(store.search({ query: "message:/ine 4/" })).rejects.toMatchObject({ code: "CW_STORE_QUERY_ROWS" });
  });
});

test("a statement returns a bounded number of rows", async () => {
  await withStore({}, async (store) => {
    const { rows } = await store.sql("SELECT number FROM numbers(1000000)");
    expect(rows.length).toBe(10_000);
  });
});

test("a query that is cancelled ends, in the engine too, and the store goes on", async () => {
  await withStore({ query_timeout_s: 3600 }, async (store) => {
    const stop = new AbortController();
    const queries = [store.sql(endless, stop.signal), store.sql(endless, stop.signal)];
    setTimeout(() => stop.abort(), 50);
    const reasons = (await Promise.allSettled(queries)).map(
      (outcome) => outcome.status === "rejected" && outcome.reason,
    );
    expect(reasons).toMatchObject([{ name: "AbortError" }, { name: "AbortError" }]);
    // Statements of sql run one at a time: this one waits until the engine has ended the first.
    expect(await store.sql("SELECT 1")).toMatchObject({ rows: [[1]] });
    await expect(store.search({ query: "*" }, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("a query that fails leaves nothing behind for the next one", async () => {
  await withStore({ query_timeout_s: 1 }, async (store) => {
    const failing = "SELECT sum(toUInt8(if(number = 900000, 'x', '1'))) FROM numbers(1000000)";
    await expect(store.sql(failing)).rejects.toMatchObject({ code: "CW_STORE_SQL_INVALID" });
    await expect(store.sql(endless)).rejects.toMatchObject({ code: "CW_STORE_QUERY_TIMEOUT" });
    expect(await store.sql("SELECT 1")).toMatchObject({ rows: [[1]] });
  });
});

test("more queries than there are sessions take turns", async () => {
  await withStore({ query_concurrency: 1 }, async (store) => {
    await store.insert(segments.make([{ message: "one" }]));
    const counts = await Promise.all(Array.from({ length: 20 }, () => store.values({ query: "*", field: "message" })));
    expect(counts.every(({ total }) => total === 1)).toBe(true);
  });
});
