import type { SegmentRecord } from "@cordwood/store";
import { expect, test } from "vitest";
import { Logger } from "@cordwood/logging";
import type { Batch } from "../buffer/append-queue.js";
import { CountedMetrics } from "./counted-metrics.js";
import { createProcessor, type ProcessorConfig } from "./definitions.js";
import { ProcessingTarget } from "./processing-target.js";
import type { Processor } from "./processor.js";

let now = 1_000_000;
const logger = new Logger("test");
logger.disabled = true;

function line(message: string, more: Partial<SegmentRecord> = {}): string {
  return `{ "time":"1","level":"","severity":0,"message":${JSON.stringify(message)},"service":"web","host":"","logger":"","dataset":"diagnostic","trace_id":"","span_id":"","parse_error":"","attributes":${JSON.stringify(more.attributes ?? {})}}\n`;
}

function batch(lines: readonly string[], offset: number): Batch {
  return { data: Buffer.from(lines.join("")), records: lines.length, positions: [["k", { offset }]] };
}

class Target {
  readonly batches: Batch[] = [];

  append(taken: Batch): Promise<void> {
    this.batches.push(taken);
    return Promise.resolve();
  }

  /** What came, a text for each batch. */
  get texts(): string[] {
    return this.batches.map(({ data }) => Buffer.from(data).toString());
  }

  /** Messages of each batch. */
  get messages(): string[][] {
    const parsed = (text: string): string[] =>
      text
        .split("\n")
        .filter((each) => each !== "")
        .map((each) => (JSON.parse(each) as SegmentRecord).message);
    return this.texts.map(parsed);
  }
}

function start(configs: readonly (ProcessorConfig | Processor)[]): { target: Target; processing: ProcessingTarget } {
  const surroundings = { id: "p", logger, nowMs: () => now, counted: new CountedMetrics() };
  const target = new Target();
  const named = configs.map((config, index) => ({
    id: `p${index}`,
    processor: "process" in config ? config : createProcessor(config, surroundings),
  }));
  return { target, processing: new ProcessingTarget(target, named, { logger, nowMs: () => now, timer: false }) };
}

test("a batch goes on with its positions and without what was dropped, and the rest keeps its bytes", async () => {
  const { target, processing } = start([{ type: "filter", drop: "noise" }]);
  await processing.append(batch([line("noise"), line("über")], 1));
  expect(target.texts).toEqual([line("über")]);
  expect(target.batches).toMatchObject([{ records: 1, positions: [["k", { offset: 1 }]] }]);
  expect([...processing.dropped]).toEqual([["filter", 1]]);
  expect(processing.components()).toMatchObject([
    { id: "p0", kind: "processor", type: "filter", receivedRecords: 2, sentRecords: 1, dropped: { filtered: 1 } },
  ]);
});

test("a batch of which nothing is left still takes its positions on", async () => {
  const { target, processing } = start([{ type: "filter", drop: "*" }]);
  await processing.append(batch([line("a")], 1));
  expect(target.batches).toMatchObject([{ records: 0, positions: [["k", { offset: 1 }]] }]);
});

test("records that a condition leaves out keep their bytes, others are written anew", async () => {
  const { target, processing } = start([{ type: "set", when: "b", fields: { x: "1" } }]);
  await processing.append(batch([line("a"), line("b")], 1));
  const changed = JSON.stringify(JSON.parse(line("b", { attributes: { x: "1" } })));
  expect(target.texts).toEqual([`${line("a")}${changed}\n`]);
});

test("the outputs of a record stand first in its line", async () => {
  const routes = [{ when: "a", to: ["y", "x"] }];
  const { target, processing } = start([
    { type: "route", routes },
    { type: "set", when: "c", fields: { x: "1" } },
  ]);
  await processing.append(batch([line("a"), line("b"), line("a c")], 1));
  const [first = "", second, third = ""] = (target.texts[0] ?? "").split("\n");
  expect(first).toBe(`{"_route":["x","y"],${line("a").slice(1, -1)}`);
  expect(`${second}\n`).toBe(line("b"));
  expect(third.startsWith('{"_route":["x","y"],"time"')).toBe(true);
  expect(target.batches[0]?.routed).toBe(true);
});

test("a processor that fails loses nothing", async () => {
  const failing: Processor = {
    type: "failing",
    process: () => {
      throw new Error("no");
    },
  };
  const { target, processing } = start([failing, { type: "filter", drop: "b" }]);
  await processing.append(batch([line("a"), line("b"), "{broken\n"], 1));
  expect(target.texts).toEqual([`${line("a")}{broken\n`]);
  expect(processing.components()[0]).toMatchObject({ errors: 2, sentRecords: 2 });
  expect(processing.errors).toBe(1);
});

test("a batch is acknowledged when none of its records is held any more, in the order of arrival", async () => {
  const { target, processing } = start([{ type: "multiline", start: "^\\d" }]);
  const settled: number[] = [];
  const append = (lines: string[], offset: number): Promise<void> =>
    processing.append(batch(lines, offset)).then(() => void settled.push(offset));
  const first = append([line("1 a"), line("2 b")], 1);
  const second = append([line(" c"), line("3 d")], 2);
  await first;
  expect(settled).toEqual([1]);
  // What belongs to a record of the first batch goes with it.
  expect(target.messages).toEqual([["1 a", "2 b\n c"]]);
  now += 2000;
  await processing.flush(now);
  await second;
  expect(target.messages).toEqual([["1 a", "2 b\n c"], ["3 d"]]);
  expect(processing.components()[0]).toMatchObject({ receivedRecords: 4, sentRecords: 3, dropped: {} });
});

test("what is due goes through the processors behind, and all of it when the pipeline stops", async () => {
  const { target, processing } = start([
    { type: "multiline", start: "^\\d" },
    { type: "dedup", by: ["message"] },
    { type: "set", fields: { message: "upper(message)" } },
  ]);
  const appends = [processing.append(batch([line("1 a"), line("1 a"), line("2 b")], 1))];
  await processing.stop();
  await Promise.all(appends);
  expect(target.messages).toEqual([["1 A", "2 B"], ["1 A"]]);
  expect(target.texts[1]).toContain('"dedup.count":"1"');
  expect(target.batches[1]?.positions).toBeUndefined();
});

test("an append that fails is told to its sender", async () => {
  const { target, processing } = start([{ type: "filter", drop: "b" }]);
  target.append = () => Promise.reject(new Error("full"));
  await expect(processing.append(batch([line("a")], 1))).rejects.toThrow("full");
});
