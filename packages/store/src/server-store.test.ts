import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openStore } from "./open-store.js";
import { describeStore } from "./store.conformance.js";
import type { Row } from "./store.js";
import { SegmentMaker } from "./testing/segments.js";
import { startServer, type TestServer } from "./testing/start-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describeStore("ClickHouse server", () => openStore({ url: server.url, database: "conformance" }));

describe("a server that cannot be used", () => {
  test("one that does not answer is named, without its password", async () => {
    const opening = openStore({ url: "http://user:secret@127.0.0.1:9" });
    await expect(opening).rejects.toMatchObject({ code: "CW_STORE_UNREACHABLE" });
    await expect(opening).rejects.toThrow(/^(?!.*secret).*http:\/\/127\.0\.0\.1:9/);
  });

  test("an address that is none is refused", async () => {
    await expect(openStore({ url: "clickhouse" })).rejects.toMatchObject({ code: "CW_STORE_OPTIONS" });
  });
});

test("two stores may use one server, and each sees what the other has stored", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-shared-"));
  const options = { url: server.url, database: "shared" };
  const [first, second] = [await openStore(options), await openStore(options)];
  const records = Array.from({ length: 600 }, () => ({ attributes: { region: "eu" } }));
  const segments = new SegmentMaker(directory);
  await first.insert(segments.make(records));
  await second.insert(segments.make(records));
  const stop = new AbortController();
  const tail = first.tail({ query: "live" }, stop.signal)[Symbol.asyncIterator]();
  const next = tail.next();
  const seen = { any: false };
  // The tail has begun when it sees the first of them; what it sees is each once.
  const inserts = (async () => {
    while (!seen.any) await second.insert(segments.make([{ message: "live" }]));
  })();
  const { value } = (await next) as IteratorYieldResult<Row[]>;
  seen.any = true;
  await inserts;
  expect(value[0]?.message).toBe("live");
  expect(new Set(value.map(({ id }) => id)).size).toBe(value.length);
  stop.abort();
  for (const store of [first, second]) {
    expect(await store.search({ query: "region:eu | stats count()" })).toMatchObject({ rows: [[1200]] });
    await store.close();
  }
  rmSync(directory, { recursive: true });
});
