// Another pipeline while records arrive: none is lost, none doubled.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getLogger } from "@cordwood/logging";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collector, type CollectorOptions, startCollector } from "./collector.js";
import type { PipelineConfig } from "./config/pipeline-schema.js";

let folder: string;
let stored: number[];
let running: Collector | undefined;
const logger = getLogger("test.reload");
logger.setLevel("CRITICAL");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-reload-"));
  stored = [];
});
afterEach(async () => {
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
});

const numbersIn = (path: string): number[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => Number((JSON.parse(line) as { attributes: { n: string } }).attributes.n));

const store = {
  async insert(segment: Segment): Promise<void> {
    const numbers = numbersIn(segment.path);
    await sleep(1);
    stored.push(...numbers);
  },
};

async function start(pipeline: PipelineConfig, options: Partial<CollectorOptions> = {}): Promise<Collector> {
  running = await startCollector({
    directory: join(folder, "data"),
    store,
    pipeline,
    logger,
    buffer: { segmentAgeMsMax: 5, segmentBytesMax: 20_000 },
    ...options,
  });
  return running;
}

const log = (): string => join(folder, "in.log");
const ascending = (a: number, b: number): number => a - b;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Writes numbered lines to the file until it is stopped. */
function startSource(): { stop: () => number } {
  let lines = 0;
  const timer = setInterval(() => {
    let text = "";
    for (const end = lines + 50; lines < end; lines += 1) text += `{"message":"line","n":${lines}}\n`;
    appendFileSync(log(), text);
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return lines;
    },
  };
}

const pipeline = (round: number): PipelineConfig => ({
  inputs: [{ type: "file", paths: [log()], multiline: round % 2 === 0 }],
  processors: round % 3 === 0 ? [] : [{ type: "set", fields: { round: String(round) } }],
  outputs: [{ type: "file", name: "kept", path: join(folder, "out.ndjson"), files_max: (round % 4) + 1 }],
});

test("20 reloads under load lose and double nothing", async () => {
  appendFileSync(log(), "");
  const collector = await start(pipeline(0));
  const source = startSource();
  for (let round = 1; round <= 20; round += 1) {
    await sleep(10);
    await collector.reload(pipeline(round));
  }
  const count = source.stop();
  expect(count).toBeGreaterThan(1000);
  while (collector.snapshot().receivedRecords < count) await sleep(5);
  expect(await collector.drain(10_000)).toBe(true);
  expect(stored.toSorted(ascending)).toEqual(upTo(count));
  expect(numbersIn(join(folder, "out.ndjson")).toSorted(ascending)).toEqual(upTo(count));
});

test("what is configured as before is not touched", async () => {
  appendFileSync(log(), "");
  const before = pipeline(1);
  const collector = await start(before);
  expect(await collector.reload(structuredClone(before))).toEqual({ started: [], stopped: [], processors: false });
  const more: PipelineConfig = { ...before, outputs: [{ type: "null" }, ...(before.outputs ?? [])] };
  expect(await collector.reload(more)).toEqual({ started: ["null.0"], stopped: [], processors: false });
  expect(await collector.reload(before)).toEqual({ started: [], stopped: ["null.0"], processors: false });
  expect(await collector.reload({ ...before, buffer: { bytes_max: 1000 } })).toMatchObject({ started: [] });
});

test("a pipeline that cannot be is refused, and the old one runs on", async () => {
  appendFileSync(log(), "");
  const collector = await start({ ...pipeline(0), processors: [] });
  const wrong: PipelineConfig = { inputs: [{ type: "file", paths: [log()], zone: "Nowhere/At_All" }] };
  await expect(collector.reload(wrong)).rejects.toMatchObject({ code: "CW_COLLECTOR_ZONE" });
  appendFileSync(log(), '{"message":"line","n":0}\n');
  while (stored.length === 0) await sleep(5);
  expect(stored).toEqual([0]);
});

function healthOf(collector: Collector, id: string): boolean | undefined {
  return collector.snapshot().components.find((component) => component.id === id)?.healthy;
}

test("an input that cannot start anew runs on as before, and one that cannot start at all is not healthy", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
  const taken = (blocker.address() as AddressInfo).port;
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, "close");
  const listening = (listen: string): PipelineConfig => ({
    inputs: [{ type: "syslog", listen, protocols: ["tcp"] }],
  });
  const collector = await start(listening(`127.0.0.1:${port}`));
  await collector.reload(listening(`127.0.0.1:${taken}`));
  expect(healthOf(collector, "syslog.0")).toBe(true);
  await collector.reload({ inputs: [{ type: "gelf", name: "new", listen: `127.0.0.1:${taken}` }] });
  expect(healthOf(collector, "new")).toBe(false);
  await collector.reload(listening(`127.0.0.1:${port}`));
  expect(healthOf(collector, "new")).toBeUndefined();
  blocker.close();
  const socket = connect(port, "127.0.0.1");
  socket.end("<11>Jan  2 03:04:05 gateway app[7]: link down\n");
  while (collector.snapshot().receivedRecords === 0) await sleep(5);
});

test("closing does not wait for an output that is away, and keeps what it has not got", async () => {
  const collector = await start(
    {},
    {
      stopTimeoutMs: 60_000,
      outputs: [
        {
          name: "away",
          concurrency: 1,
          deliver: () => Promise.reject(new Error("away")),
          close: () => Promise.resolve(),
        },
      ],
    },
  );
  await collector.ingest(Buffer.from('{"message":"line","n":0}'), "ndjson", {});
  while (collector.snapshot().outputs.some(({ name, healthy }) => name === "away" && healthy)) await sleep(5);
  await collector.close();
  expect(stored).toEqual([0]);
  expect(collector.snapshot().waitingSegments).toBe(1);
});
