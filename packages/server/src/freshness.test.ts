// From an acknowledged record to the search that finds it, with nobody asking for anything in between.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCollector } from "@cordwood/collector";
import { openStore } from "@cordwood/store";
import { expect, test } from "vitest";
import { startServer } from "./server.js";

test("an acknowledged record is found by itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cordwood-fresh-"));
  const logger = { debug() {}, info() {}, warning() {}, error: console.error };
  const store = await openStore({ path: join(folder, "store") });
  const collector = await startCollector({ directory: join(folder, "buffer"), store });
  const server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
  server.attach({ store, ingest: collector });
  try {
    const headers = { "content-type": "application/x-ndjson" };
    const body = `${JSON.stringify({ message: "just now", n: 7 })}\n`;
    const sent = await fetch(`${server.url}/api/v1/ingest`, { method: "POST", headers, body });
    expect(await sent.json()).toMatchObject({ accepted: 1 });
    const find = async (): Promise<unknown> => {
      const { rows } = (await (await fetch(`${server.url}/api/v1/search?query=just+now`)).json()) as {
        rows: unknown[];
      };
      return rows.length;
    };
    await expect.poll(find, { timeout: 20_000, interval: 50 }).toBe(1);
  } finally {
    await server.close();
    await collector.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
