// Processors within a running collector: acknowledgement, routes, metrics, a change of the configuration.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collector, type CollectorOptions, startCollector } from "../collector.js";
import type { PipelineConfig } from "../config/pipeline-schema.js";

let folder = "";
let running: Collector | undefined;
const logger = getLogger("test.pipeline");
logger.level = "critical";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-pipeline-"));
});

afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(pipeline: PipelineConfig): Promise<Collector> {
  const files = ["a", "b"].map((name) => ({ type: "file" as const, name, path: join(folder, name) }));
  const options: CollectorOptions = {
    directory: join(folder, "data"),
    logger,
    pipeline: { ...pipeline, outputs: files },
  };
  running = await startCollector(options);
  return running;
}

function messages(output: string): string[] {
  const lines = readFileSync(join(folder, output), "utf8").split("\n");
  const records = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as SegmentRecord);
  expect(records.every((record) => !("_route" in record))).toBe(true);
  return records.map(({ message }) => message);
}

function body(...lines: string[]): Buffer {
  return Buffer.from(lines.map((message) => `${JSON.stringify({ message })}\n`).join(""));
}

test("records take their routes, are counted, and come joined", async () => {
  const collector = await start({
    processors: [
      { type: "multiline", start: "^\\d", timeout_ms: 50 },
      { type: "count", when: "hit", metric: "hits_total", labels: { message: "message" } },
      {
        type: "route",
        routes: [
          { when: "both OR only", to: ["a"] },
          { when: "both", to: ["b"] },
        ],
      },
    ],
  });
  const answer = await collector.ingest(body("1 both", " more", "2 hit", "3 only", "4 rest"), "ndjson", {});
  expect(answer.accepted).toBe(5);
  expect(await collector.drain(5000)).toBe(true);
  expect(messages("a")).toEqual(["1 both\n more", "3 only", "4 rest"]);
  expect(messages("b")).toEqual(["1 both\n more", "4 rest"]);
  expect(collector.counted()).toMatchObject([{ name: "hits_total", labels: { message: "2 hit" }, value: 1 }]);
  const components = collector.snapshot().components.filter(({ kind }) => kind === "processor");
  expect(components.map(({ id, receivedRecords, sentRecords }) => [id, receivedRecords, sentRecords])).toEqual([
    ["multiline.0", 5, 4],
    ["count.1", 1, 0],
    ["route.2", 3, 3],
  ]);
});

test("what is held comes out when the collector stops", async () => {
  const collector = await start({ processors: [{ type: "multiline", start: "^\\d", timeout_ms: 10_000 }] });
  const answer = collector.ingest(body("1 a", " b"), "ndjson", {});
  await collector.close();
  await answer;
  running = undefined;
  expect(messages("a")).toEqual(["1 a\n b"]);
});
