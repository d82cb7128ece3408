// An application's records through a connection that loses answers: each arrives once.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collector, startCollector } from "@cordwood/collector";
import { getLogger, Logger } from "@cordwood/logging";
import { CordwoodHandler } from "@cordwood/logging/handlers";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Server, startServer } from "./server.js";

const quiet = getLogger("test.ingest-once");
quiet.setLevel("CRITICAL");
let folder: string;
let collector: Collector;
let server: Server;
let proxy: NetServer;
let stored: string[];
/** Answers that are lost before one comes through. */
let lossy: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-once-"));
  stored = [];
  lossy = 2;
  const store = { insert: async (segment: Segment) => void stored.push(...messagesIn(segment.path)) };
  collector = await startCollector({ directory: folder, store, logger: quiet });
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger: quiet, routes: "agent" });
  server.attach({ ingest: collector });
  proxy = createServer((client) => {
    const behind = connect(server.port, "127.0.0.1");
    client.on("error", () => behind.destroy()).pipe(behind);
    behind
      .on("error", () => client.destroy())
      .on("data", (part: Buffer) => {
        if (lossy > 0) client.destroy();
        else client.write(part);
        lossy -= 1;
      });
    client.on("close", () => behind.end());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
});
afterEach(async () => {
  proxy.close();
  await server.close();
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

const messagesIn = (path: string): string[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { message: string }).message);

const proxied = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

test("though answers are lost and batches sent again", async () => {
  const logger = new Logger("once");
  const handler = new CordwoodHandler(proxied(), { retryFirstMs: 5, lingerMs: 0 });
  handler.handleError = () => {};
  logger.addHandler(handler);
  for (let n = 0; n < 5; n += 1) {
    logger.info(`n${n}`);
    await handler.flush();
    lossy = 2;
  }
  lossy = 0;
  await handler.close();
  expect(await collector.drain(5000)).toBe(true);
  expect(stored).toEqual(["n0", "n1", "n2", "n3", "n4"]);
});

test("though the process exits while the answer is on its way", async () => {
  const program = `
    import { getLogger } from "@cordwood/logging";
    import { CordwoodHandler } from "@cordwood/logging/handlers";
    const logger = getLogger("leaving");
    logger.setLevel("INFO");
    logger.addHandler(new CordwoodHandler(process.argv[2], { lingerMs: 0 }));
    logger.info("first");
    // The request is on its way by then, and its answer is lost.
    setTimeout(() => { logger.info("last"); process.exit(); }, 60);
  `;
  lossy = 1;
  const script = join(import.meta.dirname, "..", "dist", `leaving-${process.pid}.mjs`);
  writeFileSync(script, program);
  try {
    await once(spawn(process.execPath, [script, proxied()], { stdio: "ignore" }), "exit");
  } finally {
    rmSync(script);
  }
  expect(await collector.drain(5000)).toBe(true);
  expect(stored.toSorted((a, b) => a.localeCompare(b))).toEqual(["first", "last"]);
});

test("though a collector in front of it sends batches again", async () => {
  const pipeline = { outputs: [{ type: "http" as const, url: `${proxied()}/api/v1/ingest`, batch_records_max: 2 }] };
  const front = await startCollector({ directory: join(folder, "front"), pipeline, logger: quiet });
  await front.ingest(Buffer.from("a\nb\nc\n"), "lines", {});
  expect(await front.drain(10_000)).toBe(true);
  await front.close();
  await collector.drain(5000);
  expect(stored).toEqual(["a", "b", "c"]);
});

test("a number that is none is refused", async () => {
  const headers = { "x-cordwood-batch": "no number" };
  const answer = await fetch(`${server.url}/api/v1/ingest`, { method: "POST", body: "x", headers });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("X-Cordwood-Batch");
});
