// A target that is away, slow, refuses, or closes in the middle of an answer: a counting source in front of the
// collector and a checking sink behind it. Nothing acknowledged is lost; what is refused lies with its reason.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { startCollector, type Collector } from "@cordwood/collector";
import { getLogger } from "@cordwood/logging";
import { afterEach, expect, test } from "vitest";
import { freePort } from "../cordwood.js";

const logger = getLogger("targets-test");
logger.setLevel("CRITICAL");

/** How long a target is away; a night's run makes it forty seconds, the time after which Fluent Bit has lost all. */
const awayMs = Number(process.env["CORDWOOD_TARGET_AWAY_MS"] ?? 1500);
const batches = 24;
const batchSize = 25;

/** Answers a request when its body has come. */
type Answer = (response: ServerResponse, numbers: number[]) => void;

/** The sink: keeps the numbers of the requests that it acknowledged. */
class Sink {
  readonly counts = new Map<number, number>();
  readonly repeated = new Set<string>();
  answer: Answer = (response) => response.writeHead(204).end();
  readonly #keys = new Set<string>();
  #server?: Server;

  async listen(port: number): Promise<void> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    await Promise.resolve();
  }

  /** Keeps the numbers unless their key was there before, as a receiver that remembers keys does. */
  keep(numbers: number[], key: string): void {
    if (this.#keys.has(key)) this.repeated.add(key);
    else for (const n of numbers) this.counts.set(n, (this.counts.get(n) ?? 0) + 1);
    this.#keys.add(key);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = Buffer.concat(parts);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");
    const numbers = [...text.matchAll(/"n":"?(\d+)/g)].map(([, n]) => Number(n));
    response.on("finish", () => {
      if (response.statusCode < 300) this.keep(numbers, String(request.headers["idempotency-key"]));
    });
    this.answer(response, numbers);
  }
}

let folder = "";
let sink = new Sink();
let collector: Collector | undefined;

afterEach(async () => {
  await collector?.close();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number, buffer: object = {}): Promise<Collector> {
  folder = mkdtempSync(join(tmpdir(), "cordwood-targets-"));
  sink = new Sink();
  collector = await startCollector({
    directory: folder,
    logger,
    stopTimeoutMs: 100,
    buffer: { segmentBytesMax: 4096, segmentAgeMsMax: 10, ...buffer },
    pipeline: { outputs: [{ type: "http", url: `http://127.0.0.1:${port}/`, batch_records_max: 20 }] },
  });
  return collector;
}

/** Sends numbered records, and answers the numbers that were acknowledged. */
async function feed(to: Collector): Promise<Set<number>> {
  const acknowledged = new Set<number>();
  for (let batch = 0; batch < batches; batch += 1) {
    const numbers = Array.from({ length: batchSize }, (_, index) => batch * batchSize + index);
    const body = numbers.map((n) => JSON.stringify({ message: `number ${n}`, n })).join("\n");
    const { accepted } = await to.ingest(Buffer.from(body), "ndjson", {});
    if (accepted === batchSize) for (const n of numbers) acknowledged.add(n);
    await sleep(2);
  }
  return acknowledged;
}

function outcome(acknowledged: Iterable<number>): object {
  const lost = [...acknowledged].filter((n) => !sink.counts.has(n));
  const doubled = [...sink.counts].filter(([, copies]) => copies > 1).map(([n]) => n);
  return { lost, doubled };
}

const eachOnce = { lost: [], doubled: [] };

test("a target that is away gets everything when it comes back", async () => {
  const port = await freePort();
  const running = await start(port);
  const acknowledged = await feed(running);
  await sleep(awayMs);
  await sink.listen(port);
  expect(await running.drain(60_000)).toBe(true);
  expect(acknowledged.size).toBe(batches * batchSize);
  expect(outcome(acknowledged)).toEqual(eachOnce);
});

test("a target that comes and goes", async () => {
  const port = await freePort();
  const running = await start(port);
  await sink.listen(port);
  const feeding = feed(running);
  for (let round = 0; round < 4; round += 1) {
    await sleep(40);
    await sink.close();
    await sleep(40);
    await sink.listen(port);
  }
  const acknowledged = await feeding;
  expect(await running.drain(60_000)).toBe(true);
  expect(outcome(acknowledged)).toEqual(eachOnce);
});

test("a slow target: the buffer stays within its bound and the source waits", async () => {
  const port = await freePort();
  const bytesMax = 64 * 1024;
  const running = await start(port, { bytesMax });
  await sink.listen(port);
  sink.answer = (response) => void sleep(15).then(() => response.writeHead(204).end());
  let largest = 0;
  const watching = setInterval(() => {
    largest = Math.max(largest, running.snapshot().bufferBytes);
  }, 5);
  const acknowledged = await feed(running);
  clearInterval(watching);
  expect(await running.drain(60_000)).toBe(true);
  expect(largest).toBeLessThanOrEqual(bytesMax);
  expect(outcome(acknowledged)).toEqual(eachOnce);
});

test.each<[string, Answer]>([
  ["before it answers", (response) => response.destroy()],
  [
    "in the middle of its answer",
    (response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half an ans");
      setTimeout(() => response.destroy(), 2);
    },
  ],
  ["with 503", (response) => response.writeHead(503, { "retry-after": "0" }).end("busy")],
])("a target that breaks off %s", async (_name, broken) => {
  const port = await freePort();
  const running = await start(port);
  await sink.listen(port);
  let requests = 0;
  sink.answer = (response) => {
    requests += 1;
    if (requests % 3 === 0) broken(response, []);
    else response.writeHead(204).end();
  };
  const acknowledged = await feed(running);
  expect(await running.drain(60_000)).toBe(true);
  expect(outcome(acknowledged)).toEqual(eachOnce);
});

test("a record that the target never takes lies in the dead letters, and all others arrive", async () => {
  const poison = new Set([17, 333, 599]);
  const port = await freePort();
  const running = await start(port);
  await sink.listen(port);
  sink.answer = (response, numbers) => {
    response.writeHead(numbers.some((n) => poison.has(n)) ? 400 : 204).end();
  };
  const acknowledged = await feed(running);
  expect(await running.drain(60_000)).toBe(true);
  const directory = join(folder, "dead-letter");
  const letters = readdirSync(directory).filter((name) => name.endsWith(".ndjson"));
  const text = letters.map((name) => readFileSync(join(directory, name), "utf8")).join("");
  const refused = [...text.matchAll(/"n":"?(\d+)/g)].map(([, n]) => Number(n));
  expect(refused.toSorted((a, b) => a - b)).toEqual([...poison]);
  for (const n of poison) acknowledged.delete(n);
  expect(outcome(acknowledged)).toEqual(eachOnce);
});
