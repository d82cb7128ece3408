// Several outputs of one buffer: each has its own bound, its own answer, and what it has not got.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BufferEvent } from "./buffer-options.js";
import type { ConsumerOptions, SealedSegment } from "./consumer.js";
import { DiskBuffer } from "./disk-buffer.js";

let directory: string;
let events: BufferEvent[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-consumers-"));
  events = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const open = (consumers: ConsumerOptions[]): Promise<DiskBuffer> =>
  DiskBuffer.open({ directory, consumers, onEvent: (event) => events.push(event) });

const line = (letter: string): { data: Uint8Array; records: number } => ({
  data: Buffer.from(`${letter.repeat(99)}\n`),
  records: 1,
});

async function append(buffer: DiskBuffer, letters: string): Promise<void> {
  for (const letter of letters) await buffer.append(line(letter), 5);
}

/** Takes all that is ready for an output and answers the first letter of each line. */
async function takeAll(buffer: DiskBuffer, output: string): Promise<string> {
  await buffer.flush();
  let letters = "";
  while (buffer.heldFor(output).segments > 0) {
    const segment = (await buffer.next(output)) as SealedSegment;
    for (const text of readFileSync(segment.path, "utf8").trimEnd().split("\n")) letters += text[0];
    await buffer.delivered(output, segment);
  }
  return letters;
}

const droppedFor = (output: string): number =>
  events.reduce((sum, event) => sum + (event.kind === "dropped" && event.output === output ? event.records : 0), 0);

test.each([
  ["dropOldest", "gh"],
  ["dropNewest", "abc"],
] as const)("an output that is away with %s holds nobody back", async (whenFull, kept) => {
  const buffer = await open([{ name: "dead", bytesMax: 500, whenFull }, { name: "alive" }]);
  await append(buffer, "abcdefgh");
  expect(await takeAll(buffer, "alive")).toBe("abcdefgh");
  expect(await takeAll(buffer, "dead")).toBe(kept);
  expect(droppedFor("dead")).toBe(8 - kept.length);
  expect(droppedFor("alive")).toBe(0);
  await buffer.close();
  expect(readdirSync(directory)).toEqual(["positions.json"]);
});

test("an output that missed records gets them again when there is room", async () => {
  const buffer = await open([{ name: "slow", bytesMax: 500, whenFull: "dropNewest" }, { name: "alive" }]);
  await append(buffer, "abcde");
  expect(await takeAll(buffer, "slow")).toBe("abc");
  await append(buffer, "xy");
  expect(await takeAll(buffer, "slow")).toBe("xy");
  expect(await takeAll(buffer, "alive")).toBe("abcdexy");
  expect(events.filter(({ kind }) => kind === "full" || kind === "room").map(({ kind }) => kind)).toEqual([
    "full",
    "room",
  ]);
  await buffer.close();
});

test("what was dropped for an output stays dropped after a restart", async () => {
  const consumers: ConsumerOptions[] = [{ name: "slow", bytesMax: 500, whenFull: "dropNewest" }, { name: "away" }];
  const first = await open(consumers);
  await append(first, "abcde");
  await first.close();
  const second = await open(consumers);
  expect(await takeAll(second, "slow")).toBe("abc");
  expect(await takeAll(second, "away")).toBe("abcde");
  await second.close();
});

test("what an output is taking is not dropped, though it never ends; new records go to the others", async () => {
  const buffer = await open([{ name: "stuck", bytesMax: 250, whenFull: "dropOldest" }, { name: "alive" }]);
  await append(buffer, "a");
  const stuck = await buffer.next("stuck");
  await append(buffer, "bcd");
  expect(await takeAll(buffer, "alive")).toBe("abcd");
  buffer.release("stuck", stuck as SealedSegment);
  const letters = await takeAll(buffer, "stuck");
  expect(letters[0]).toBe("a");
  expect(letters.length + droppedFor("stuck")).toBe(4);
  await buffer.close();
});

test("an output that is away does not make the others wait for large segments", async () => {
  const buffer = await DiskBuffer.open({
    directory,
    consumers: [{ name: "dead" }, { name: "alive" }],
    segmentAgeMsMax: 1,
  });
  for (const letter of "abcdefghij") {
    await append(buffer, letter);
    const segment = (await buffer.next("alive")) as SealedSegment;
    expect(readFileSync(segment.path, "utf8")[0]).toBe(letter);
    await buffer.delivered("alive", segment);
  }
  expect(buffer.heldFor("dead").segments).toBe(10);
  await buffer.close();
});

test("an output that blocks holds everybody back once its bound is reached, and is named", async () => {
  const buffer = await open([{ name: "dead", bytesMax: 300 }, { name: "alive" }]);
  await expect(append(buffer, "abcdef")).rejects.toMatchObject({
    code: "CW_COLLECTOR_BUFFER_FULL",
    message: expect.stringContaining("of at most 300 bytes for the output dead") as string,
  });
  expect(await takeAll(buffer, "alive")).toBe("ab");
  await buffer.close();
});

test("outputs come and go: a new one gets what is kept, a removed one needs nothing any more", async () => {
  const buffer = await open([{ name: "a" }, { name: "b" }]);
  await append(buffer, "x");
  expect(await takeAll(buffer, "a")).toBe("x");
  await buffer.configure([{ name: "a" }, { name: "b" }, { name: "c" }]);
  expect(await takeAll(buffer, "c")).toBe("x");
  await buffer.configure([{ name: "a" }, { name: "c" }]);
  expect(events).toEqual([{ kind: "dropped", output: "b", records: 1, reason: "removed" }]);
  await buffer.close();
  expect(readdirSync(directory)).toEqual(["positions.json"]);
});

test("a taker that gives up waiting takes nothing", async () => {
  const buffer = await open([{ name: "a" }]);
  const giveUp = new AbortController();
  const taken = buffer.next("a", giveUp.signal);
  giveUp.abort();
  expect(await taken).toBeUndefined();
  await append(buffer, "x");
  expect(await takeAll(buffer, "a")).toBe("x");
  await buffer.close();
});

test("with durability memory in all outputs, what was appended survives the process all the same", async () => {
  const consumers: ConsumerOptions[] = [{ name: "a", durability: "memory" }];
  const first = await open(consumers);
  await append(first, "xyz");
  const second = await open(consumers);
  expect(await takeAll(second, "a")).toBe("xyz");
  await second.close();
});
