import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sql } from "../query/sql.js";
import { openEngine } from "../testing/open-engine.js";

test("tells how far a query is, and ends it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-watch-"));
  const engine = openEngine(directory);
  try {
    const stop = new AbortController();
    const slow = sql`SELECT sum(sipHash64(number)) FROM numbers(100000000000) SETTINGS max_rows_to_read = 0`;
    const asked = engine.query("read", slow, stop.signal).catch((error: unknown) => error);
    expect(await engine.progress(new AbortController().signal)).toBeUndefined();
    let progress = await engine.progress(stop.signal);
    for (let tries = 0; (progress?.rows_read ?? 0) === 0 && tries < 500; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      progress = await engine.progress(stop.signal);
    }
    expect(progress?.rows_read).toBeGreaterThan(0);
    expect(progress?.rows_total).toBeGreaterThan(progress?.rows_read ?? 0);
    stop.abort();
    expect(await asked).toHaveProperty("name", "AbortError");
    const done = new AbortController().signal;
    await engine.query("read", sql`SELECT count() FROM numbers(1000) WHERE number % 2 = 0`, done);
    expect(await engine.progress(done)).toMatchObject({ rows_read: 1000, rows_total: 1000 });
  } finally {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
