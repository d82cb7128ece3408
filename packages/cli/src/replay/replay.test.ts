import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadLetterDirectory, pipelineSchema, startCollector } from "@cordwood/collector";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Settings, settingsSchema } from "../settings/settings.js";
import { chooseLetters, replayLetters } from "./replay.js";

let folder: string;
let settings: Settings;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-cli-replay-"));
  const outputs = [{ type: "file", name: "kept", path: join(folder, "kept.ndjson") }];
  settings = settingsSchema.parse({ data: folder, pipeline: { outputs } });
  mkdirSync(dead(), { recursive: true });
  letter("1.kept", "kept", "first");
  letter("2.gone", "gone", "second");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dead = (): string => deadLetterDirectory(join(folder, "buffer"));

function letter(name: string, output: string, message: string): void {
  writeFileSync(join(dead(), `${name}.ndjson`), `{"message":"${message}"}\n`);
  const about = { output, reason: "no", chunk: "1", replayChunk: "7", records: 1, time: "2026-01-01T00:00:00.000Z" };
  writeFileSync(join(dead(), `${name}.reason.json`), JSON.stringify(about));
}

async function replayAll(): Promise<string[]> {
  const letters = await chooseLetters(settings, { files: [], all: true });
  const outcomes: string[] = [];
  for await (const { name, delivered, refused } of replayLetters(settings, letters)) {
    outcomes.push(`${name} ${delivered} ${refused}`);
  }
  return outcomes;
}

test("chooses files, with or without their folder, and those of an output", async () => {
  const names = async (files: string[], output?: string): Promise<string[]> =>
    (await chooseLetters(settings, { files, output, all: false })).map(({ name }) => name);
  expect(await names([])).toEqual(["1.kept.ndjson", "2.gone.ndjson"]);
  expect(await names(["./somewhere/2.gone.ndjson"])).toEqual(["2.gone.ndjson"]);
  expect(await names([], "kept")).toEqual(["1.kept.ndjson"]);
  await expect(names(["3.kept.ndjson"])).rejects.toMatchObject({ code: "CW_CLI_NO_LETTERS" });
});

test("delivers by itself when nothing runs", async () => {
  expect(await replayAll()).toEqual(["1.kept.ndjson 1 0", "2.gone.ndjson 0 1"]);
  expect(readFileSync(join(folder, "kept.ndjson"), "utf8")).toBe('{"message":"first"}\n');
  expect(readdirSync(dead()).toSorted((a, b) => a.localeCompare(b))).toEqual(["2.gone.ndjson", "2.gone.reason.json"]);
});

test("asks the collector that runs", async () => {
  const pipeline = pipelineSchema.parse(settings.pipeline);
  const collector = await startCollector({ directory: join(folder, "buffer"), pipeline });
  try {
    expect(await replayAll()).toEqual(["1.kept.ndjson 1 0", "2.gone.ndjson 0 1"]);
  } finally {
    await collector.close();
  }
  expect(readFileSync(join(folder, "kept.ndjson"), "utf8")).toBe('{"message":"first"}\n');
  expect(existsSync(join(dead(), "1.kept.ndjson"))).toBe(false);
  expect(readdirSync(dead()).filter((name) => name.includes(".replay"))).toEqual([]);
});
