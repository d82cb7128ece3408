import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getLogger } from "@cordwood/logging";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collector, startCollector } from "../collector.js";
import { deadLetterDirectory, replayOffline } from "../replay-offline.js";
import { RefusedError } from "./output.js";
import { askForReplay, replayAnswer } from "./replay-requests.js";

const logger = getLogger("test.replay");
logger.setLevel("CRITICAL");
let folder: string;
let taken: string[];
let refuse: (line: string) => boolean;
let chunks: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-replay-"));
  taken = [];
  chunks = [];
  refuse = (line) => line.includes("bad");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const messages = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");
const dead = (): string => deadLetterDirectory(folder);
const letters = (): string[] => readdirSync(dead()).filter((name) => name.endsWith(".ndjson"));

/** A store that refuses some lines of a segment and takes the others. */
const store = {
  insert(segment: Segment): Promise<void> {
    chunks.push(segment.chunk);
    const refused = messages(segment.path).flatMap((text, line) => (refuse(text) ? [{ line, reason: "bad" }] : []));
    for (const text of messages(segment.path)) {
      if (!refuse(text)) taken.push((JSON.parse(text) as { message: string }).message);
    }
    if (refused.length > 0) return Promise.reject(new RefusedError("some are bad", { lines: refused }));
    return Promise.resolve();
  },
};

async function start(): Promise<Collector> {
  return startCollector({ directory: folder, store, logger, buffer: { segmentAgeMsMax: 5 } });
}

async function refuseSome(collector: Collector): Promise<string> {
  await collector.ingest(Buffer.from("good 1\nbad 2\ngood 3\nbad 4\n"), "lines", {});
  await collector.drain(5000);
  expect(taken).toEqual(["good 1", "good 3"]);
  return letters()[0] ?? "";
}

async function ask(name: string): Promise<unknown> {
  await askForReplay(dead(), name);
  for (;;) {
    await sleep(20);
    const text = readdirSync(dead()).find((each) => each.endsWith(".replayed"));
    if (text !== undefined) return JSON.parse(readFileSync(replayAnswer(dead(), name), "utf8"));
  }
}

test("a running collector delivers what it is asked for, under a chunk of its own, and removes it", async () => {
  const collector = await start();
  const name = await refuseSome(collector);
  refuse = () => false;
  expect(await ask(name)).toEqual({ name, output: "store", delivered: 2, refused: 0, reason: "" });
  expect(taken).toEqual(["good 1", "good 3", "bad 2", "bad 4"]);
  expect(new Set(chunks).size).toBe(2);
  expect(letters()).toEqual([]);
  await collector.close();
});

test("without a collector the outputs are made anew; what is refused again stays", async () => {
  const collector = await start();
  const name = await refuseSome(collector);
  const options = { directory: folder, names: [name], pipeline: {}, store, logger };
  await expect(replayOffline(options)).rejects.toMatchObject({ code: "CW_STORE_LOCKED" });
  await collector.close();
  refuse = (line) => line.includes("bad 4");
  const outcomes = await replayOffline(options);
  expect(outcomes).toMatchObject([{ delivered: 1, refused: 1, reason: "some are bad" }]);
  const [rest] = letters();
  refuse = () => false;
  expect(await replayOffline({ ...options, names: [rest ?? ""] })).toMatchObject([{ delivered: 1, refused: 0 }]);
  expect(taken).toEqual(["good 1", "good 3", "bad 2", "bad 4"]);
  expect(letters()).toEqual([]);
});

test("an output that is no more is said, and the records stay", async () => {
  mkdirSync(dead());
  writeFileSync(join(dead(), "1.gone.ndjson"), "{}\n");
  const about = { output: "gone", reason: "no", chunk: "1", records: 1, time: new Date().toISOString() };
  writeFileSync(join(dead(), "1.gone.reason.json"), JSON.stringify(about));
  const outcomes = await replayOffline({ directory: folder, names: ["1.gone.ndjson"], pipeline: {}, logger });
  expect(outcomes).toMatchObject([{ delivered: 0, refused: 1, reason: "the configuration has no output gone" }]);
  expect(letters()).toEqual(["1.gone.ndjson"]);
});
