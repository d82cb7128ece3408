// What the HTTP API adds: to a query, over the store asked directly; to an ingested record, over the collector given
// the same bodies; and how soon after its acknowledgement a record is found. `npm run bench -w @cordwood/server`.
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Collector, startCollector } from "@cordwood/collector";
import { openStore, type SearchRequest, type Store } from "@cordwood/store";
import { type Server, startServer } from "@cordwood/server";

const rounds = Number(process.env["CORDWOOD_BENCH_ROUNDS"] ?? 40);
const batches = Number(process.env["CORDWOOD_BENCH_BATCHES"] ?? 60);
const batchRecords = 5000;
const agent = new Agent({ keepAlive: true });

/** NDJSON of records that look like an access log's. */
function body(batch: number): Buffer {
  const now = Date.now();
  const lines = Array.from({ length: batchRecords }, (_, n) => {
    const at = new Date(now - n).toISOString();
    const message = `GET /api/v1/items/${n % 997} answered ${n % 10 === 0 ? 500 : 200} in ${n % 90} ms`;
    return JSON.stringify({
      time: at,
      level: n % 10 === 0 ? "error" : "info",
      message,
      service: `s${n % 5}`,
      host: `h${n % 7}`,
      status: n % 10 === 0 ? 500 : 200,
      request_id: `r-${batch}-${n}`,
    });
  });
  return Buffer.from(`${lines.join("\n")}\n`);
}

async function http(server: Server, method: string, path: string, content?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers =
      content === undefined ? {} : { "content-type": "application/x-ndjson", "content-length": content.length };
    const asked = request(new URL(path, server.url), { method, agent, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () =>
        (answer.statusCode ?? 500) < 300
          ? resolve(Buffer.concat(pieces))
          : reject(new Error(`${path}: ${answer.statusCode}`)),
      );
    });
    asked.on("error", reject);
    asked.end(content);
  });
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const queries: readonly (readonly [name: string, query: string, limit: number])[] = [
  ["newest 100", "*", 100],
  ["newest 1,000", "*", 1000],
  ["one record", "request_id:r-3-7", 100],
  ["count", "* | stats count()", 100],
  ["top 10", "* | top 10 host", 100],
];

/** Direct and over HTTP by turns, so that both meet the same machine. */
async function queryOverhead(store: Store, server: Server): Promise<void> {
  for (const [name, query, limit] of queries) {
    const asked: SearchRequest = { query, limit };
    const path = `/api/v1/search?${new URLSearchParams({ query, limit: String(limit) }).toString()}`;
    const [direct, over]: [number[], number[]] = [[], []];
    for (let round = -5; round < rounds; round++) {
      const first = await timed(async () => store.search(asked));
      const second = await timed(async () => http(server, "GET", path));
      if (round < 0) continue;
      direct.push(first);
      over.push(second);
    }
    const [a, b] = [quantile(direct, 0.5), quantile(over, 0.5)];
    console.log(
      `query ${name.padEnd(14)} store ${a.toFixed(2).padStart(7)} ms  API ${b.toFixed(2).padStart(7)} ms  adds ${(b - a).toFixed(2)} ms`,
    );
  }
}

async function ingestOverhead(collector: Collector, server: Server): Promise<void> {
  const bodies = Array.from({ length: batches }, (_, batch) => body(batch));
  const [direct, over]: [number[], number[]] = [[], []];
  for (const content of bodies) {
    direct.push(await timed(async () => collector.ingest(content, "ndjson", {})));
    over.push(await timed(async () => http(server, "POST", "/api/v1/ingest", content)));
  }
  const [a, b] = [direct, over].map((times) => times.reduce((sum, time) => sum + time, 0));
  const perRow = (total = 0): string => ((total / batches / batchRecords) * 1000).toFixed(3);
  console.log(
    `ingest ${batchRecords} records a batch: collector ${perRow(a)} us/record  API ${perRow(b)} us/record  adds ${((((b ?? 0) - (a ?? 0)) / (a ?? 1)) * 100).toFixed(1)} %`,
  );
}

/** From the acknowledgement of a record to the first search that finds it. */
async function freshness(server: Server): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const id = `fresh-${process.pid}-${round}`;
    await http(
      server,
      "POST",
      "/api/v1/ingest",
      Buffer.from(`${JSON.stringify({ message: "fresh", request_id: id })}\n`),
    );
    const begin = performance.now();
    const path = `/api/v1/search?${new URLSearchParams({ query: `request_id:"${id}"`, from: "now-1h" }).toString()}`;
    while (!(await http(server, "GET", path)).includes(id)) await sleep(10);
    times.push(performance.now() - begin);
    await sleep((round * 37) % 300);
  }
  console.log(
    `searchable after its acknowledgement: p50 ${quantile(times, 0.5).toFixed(0)} ms  p99 ${quantile(times, 0.99).toFixed(0)} ms`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "cordwood-bench-api-"));
const logger = { debug() {}, info() {}, warning() {}, error: console.error };
const store = await openStore({ path: join(folder, "store") });
const collector = await startCollector({ directory: join(folder, "buffer"), store });
const server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
server.attach({ store, ingest: collector });
try {
  await ingestOverhead(collector, server);
  await collector.drain(60_000);
  await queryOverhead(store, server);
  await freshness(server);
} finally {
  agent.destroy();
  await server.close();
  await collector.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
