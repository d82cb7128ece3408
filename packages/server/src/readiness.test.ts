import type { Ingest } from "@cordwood/collector";
import { CollectorError } from "@cordwood/collector";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Server, startServer } from "./server.js";
import type { ServerLogger } from "./services.js";

const quiet: ServerLogger = { debug() {}, info() {}, warning() {}, error() {} };
let server: Server;
let failure: CollectorError | undefined;

const ingest: Ingest & { failure(): CollectorError | undefined } = {
  ingest: () => Promise.resolve({ accepted: 0, rejected: [] }),
  ingestRecords: () => Promise.resolve({ accepted: 0, rejected: [] }),
  failure: () => failure,
};

beforeEach(async () => {
  failure = undefined;
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger: quiet, routes: "agent" });
});
afterEach(() => server.close());

async function readiness(): Promise<unknown[]> {
  const answer = await fetch(`${server.url}/readyz`);
  return [answer.status, await answer.json()];
}

test("an agent is ready with a collector alone, until its buffer's disk has failed", async () => {
  expect(await readiness()).toEqual([503, { status: "starting" }]);
  server.attach({ ingest });
  expect(await readiness()).toEqual([200, { status: "ready" }]);
  failure = new CollectorError("CW_COLLECTOR_BUFFER_FAILED", { directory: "x", reason: "EIO" });
  expect(await readiness()).toEqual([503, { status: "buffer failed" }]);
});

test("an agent has no store to be asked", async () => {
  server.attach({ ingest });
  for (const path of ["/api/v1/search?query=x", "/api/v1/sql", "/elastic/_search"]) {
    expect((await fetch(`${server.url}${path}`)).status).toBe(404);
  }
  expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
});
