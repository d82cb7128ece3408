import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeadLetters, listDeadLetters, removeDeadLetter } from "./dead-letters.js";
import { RefusedError } from "./output.js";

const logger = getLogger("test.dead-letters");
logger.setLevel("CRITICAL");
let folder: string;
let dead: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-dead-"));
  dead = join(folder, "dead");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function segment(chunk: string, text: string): Segment {
  const path = join(folder, `${chunk}.ndjson`);
  writeFileSync(path, text);
  return { path, chunk, records: text.split("\n").length - 1, bytes: text.length };
}

test("keeps only the refused lines, with the reason of each beside them", async () => {
  const letters = new DeadLetters({ directory: dead, logger, newChunk: () => "77" });
  const lines = [
    { line: 1, reason: "no such field" },
    { line: 3, reason: "too long" },
  ];
  await letters.keep(segment("5", "a\nb\nc\nd\n"), "es/1", new RefusedError("2 of 4", { lines }));
  const [letter] = await listDeadLetters(dead);
  expect(letter).toMatchObject({
    name: "5.es_1.ndjson",
    bytes: 4,
    about: { output: "es/1", reason: "2 of 4", chunk: "5", replayChunk: "77", records: 2, lines },
  });
  expect(readFileSync(letter?.path ?? "", "utf8")).toBe("b\nd\n");
  if (letter !== undefined) await removeDeadLetter(letter);
  expect(readdirSync(dead)).toEqual([]);
});

test.each([
  ["bytes", { bytesMax: 10 }],
  ["files", { countMax: 2 }],
])("the oldest go when the bound of %s is reached, and are counted", async (_what, bounds) => {
  const letters = new DeadLetters({ directory: dead, logger, newChunk: () => "1", ...bounds });
  for (const chunk of ["1", "2", "3"]) {
    await letters.keep(segment(chunk, "aa\nb\n"), "out", new RefusedError("no"));
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
  expect((await listDeadLetters(dead)).map(({ name }) => name)).toEqual(["2.out.ndjson", "3.out.ndjson"]);
  expect(letters.dropped).toBe(2);
});

test("a directory that is not there is empty", async () => {
  expect(await listDeadLetters(dead)).toEqual([]);
});
