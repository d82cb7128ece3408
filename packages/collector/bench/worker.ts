// The process that is measured: a collector, or the store alone. Its parent says what to do.
import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startCollector, type Collector, type Output, type PipelineConfig } from "@cordwood/collector";
import { getLogger } from "@cordwood/logging";
import { openStore, type Segment, type Store } from "@cordwood/store";
import { jsonLine } from "./lines.js";

/** What the worker is to do. */
export type Order =
  | { do: "start"; directory: string; pipeline?: PipelineConfig; store?: string; keep?: string }
  | { do: "tail"; file: string; lines: number }
  | { do: "ingest"; lines: number }
  | { do: "insert"; directory: string }
  | { do: "stop" };

const logger = getLogger("bench");
logger.setLevel("ERROR");

const kept: Segment[] = [];
const manifest = "segments.json";

/** Keeps nothing, or the segments for a later run. */
const nowhere: Output = {
  name: "null",
  concurrency: 1,
  deliver(segment) {
    if (started?.keep === undefined) return Promise.resolve();
    const path = join(started.keep, `${segment.chunk}.ndjson`);
    linkSync(segment.path, path);
    kept.push({ ...segment, path });
    return Promise.resolve();
  },
  async close() {
    if (started?.keep !== undefined) writeFileSync(join(started.keep, manifest), JSON.stringify(kept));
    await Promise.resolve();
  },
};

let collector: Collector | undefined;
let store: Store | undefined;
let started: Extract<Order, { do: "start" }> | undefined;

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function start(order: Extract<Order, { do: "start" }>): Promise<void> {
  started = order;
  if (order.keep !== undefined) mkdirSync(order.keep);
  if (order.store !== undefined) store = await openStore({ path: order.store });
  await startWith(order.pipeline);
}

async function startWith(pipeline: PipelineConfig | undefined): Promise<void> {
  if (pipeline === undefined) return;
  const outputs = store === undefined ? { outputs: [nowhere] } : { store };
  collector = await startCollector({ directory: started?.directory ?? "", logger, pipeline, ...outputs });
}

// What the store has is what counts where there is one.
async function tail(file: string, lines: number): Promise<void> {
  await startWith({ inputs: [{ type: "file", paths: [file] }] });
  await until(() => (collector?.snapshot().receivedRecords ?? 0) >= lines);
  if (store !== undefined) await collector?.drain(600_000);
}

async function ingest(lines: number): Promise<void> {
  const batch = 1000;
  const body = Buffer.from(Array.from({ length: batch }, (_, n) => jsonLine(n)).join("\n"));
  let left = lines / batch;
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await collector?.ingest(body, "ndjson", {});
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
}

/** The segments that a collector left, inserted without one. */
async function insert(directory: string): Promise<void> {
  const segments = JSON.parse(readFileSync(join(directory, manifest), "utf8")) as Segment[];
  const worker = async (): Promise<void> => {
    for (let next = segments.shift(); next !== undefined; next = segments.shift()) await store?.insert(next);
  };
  await Promise.all([worker(), worker()]);
}

async function obey(order: Order): Promise<void> {
  if (order.do === "start") await start(order);
  else if (order.do === "tail") await tail(order.file, order.lines);
  else if (order.do === "ingest") await ingest(order.lines);
  else if (order.do === "insert") await insert(order.directory);
  else {
    await collector?.close();
    await store?.close();
    process.disconnect();
    return;
  }
  process.send?.("done");
}

process.on("message", (order: Order) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
