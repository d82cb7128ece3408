import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { narrowingHint } from "./narrowing.js";
import { openStore } from "./open-store.js";
import { parse } from "./query/index.js";
import { SegmentMaker } from "./testing/segments.js";

const hour = 3_600_000_000_000n;

test.each<[string, bigint | undefined, readonly string[]]>([
  ["*", undefined, ["from=now-1h", "service:shop"]],
  ["service:a", 300n * hour, ["such as 1d"]],
  ["service:a /x.*y/", 10n * hour, ["such as 1h", "whole word"]],
  ["service:a | stats count() by b | sort -b", hour / 60n, ["such as 6s", "fewer fields", "filter before sort"]],
])("%s over %s ns", (query, span, parts) => {
  const hint = narrowingHint(parse(query), span === undefined ? undefined : { from: 0n, to: span });
  for (const part of parts) expect(hint).toContain(part);
  expect(hint.split("; ")).toHaveLength(parts.length);
});

test("a query that was stopped says how to narrow it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-narrowing-"));
  const store = await openStore({ path: join(directory, "store"), query_read_rows: 1000 });
  try {
    const records = Array.from({ length: 8000 }, (_, index) => ({ ms: Date.now() - index, message: `m ${index}` }));
    await store.insert(new SegmentMaker(directory).make(records));
    const hint: unknown = expect.stringContaining("name a service");
    for (const work of [
      async () => store.search({ query: "/m.*1/" }),
      async () => store.histogram({ query: "/m.*1/" }),
      async () => store.values({ query: "/m.*1/", field: "host" }),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: "CW_STORE_QUERY_ROWS", hint });
    }
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
