import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BufferEvent, BufferOptions } from "./buffer-options.js";
import { DiskBuffer } from "./disk-buffer.js";

let directory: string;
let events: BufferEvent[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-buffer-"));
  events = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function open(options: Partial<BufferOptions> = {}): Promise<DiskBuffer> {
  return DiskBuffer.open({
    directory,
    consumers: [{ name: "out" }],
    onEvent: (event) => events.push(event),
    ...options,
  });
}

function lines(text: string): { data: Uint8Array; records: number } {
  return { data: Buffer.from(`${text}\n`), records: text.split("\n").length };
}

async function take(buffer: DiskBuffer, output = "out"): Promise<{ segment: Segment; text: string }> {
  await buffer.flush();
  const segment = (await buffer.next(output)) as Segment;
  return { segment, text: readFileSync(segment.path, "utf8") };
}

/** What a killed process leaves: the files as they are now, and nobody who closes them. */
async function abandon(_buffer: DiskBuffer): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test("what was appended comes out, in order, as one segment", async () => {
  const buffer = await open();
  await Promise.all([buffer.append(lines("a")), buffer.append(lines("b\nc"))]);
  const { segment, text } = await take(buffer);
  expect(text).toBe("a\nb\nc\n");
  expect(segment).toMatchObject({ records: 3, bytes: 6 });
  await buffer.delivered("out", segment);
  expect(readdirSync(directory).filter((name) => name.endsWith(".ndjson"))).toEqual([]);
  await buffer.close();
  expect(readdirSync(directory)).toEqual(["positions.json"]);
});

test("records and positions outlive a process that ends without closing", async () => {
  const first = await open({ segmentAgeMsMax: 60_000 });
  await first.append({ ...lines("a"), positions: [["tail:1", { offset: 2 }]] });
  await first.append({ ...lines("b"), positions: [["tail:2", { offset: 9 }]] });
  await abandon(first);
  const second = await open();
  expect([...second.positions]).toEqual([
    ["tail:1", { offset: 2 }],
    ["tail:2", { offset: 9 }],
  ]);
  expect((await take(second)).text).toBe("a\nb\n");
  expect(events).toContainEqual({ kind: "recovered", segments: 1, records: 2, tornBytes: 0, orphans: [] });
  await second.close();
});

test("a segment keeps its chunk over restarts, and later ones are greater", async () => {
  const first = await open({ segmentAgeMsMax: 60_000 });
  await first.append(lines("a"));
  await abandon(first);
  const second = await open();
  const again = await take(second);
  await second.close();
  const third = await open();
  const third1 = await take(third);
  expect(third1.segment).toEqual(again.segment);
  await third.append(lines("b"));
  expect(BigInt((await take(third)).segment.chunk)).toBeGreaterThan(BigInt(again.segment.chunk));
  await third.close();
});

test.each([
  ["data after the last frame", (path: string) => appendFileSync(path, "torn"), "a\nb\n", 4],
  ["data of the last frame torn", (path: string) => truncateSync(path, statSync(path).size - 1), "a\n", 1],
  ["data of the last frame damaged", (path: string) => writeFileSync(path, "a\nx\n"), "a\n", 2],
])("recovery cuts: %s", async (_name, damage, expected, tornBytes) => {
  const first = await open({ segmentAgeMsMax: 60_000 });
  await first.append({ ...lines("a"), positions: [["tail:1", { offset: 2 }]] });
  await first.append({ ...lines("b"), positions: [["tail:1", { offset: 4 }]] });
  await abandon(first);
  const name = readdirSync(directory).find((each) => each.endsWith(".ndjson")) as string;
  damage(join(directory, name));
  const second = await open();
  expect((await take(second)).text).toBe(expected);
  expect(second.positions.get("tail:1")).toEqual({ offset: expected.length });
  expect(events).toContainEqual(expect.objectContaining({ kind: "recovered", tornBytes }));
  await second.close();
});

test("a torn journal cuts the data that it would have committed", async () => {
  const first = await open({ segmentAgeMsMax: 60_000 });
  await first.append(lines("a"));
  await first.append(lines("b"));
  await abandon(first);
  const journal = join(directory, readdirSync(directory).find((each) => each.endsWith(".journal")) as string);
  truncateSync(journal, statSync(journal).size - 3);
  const second = await open();
  expect((await take(second)).text).toBe("a\n");
  await second.close();
});

test("data without a journal is set aside, not delivered and not deleted", async () => {
  writeFileSync(join(directory, "17.ndjson"), "x\n");
  const buffer = await open();
  expect(readFileSync(join(directory, "17.ndjson.orphan"), "utf8")).toBe("x\n");
  expect(events).toMatchObject([{ kind: "recovered", orphans: [join(directory, "17.ndjson.orphan")] }]);
  await buffer.close();
});

test("each output gets each segment, and a restart remembers which has it", async () => {
  const first = await open({ consumers: [{ name: "a" }, { name: "b" }] });
  await first.append(lines("x"));
  const { segment } = await take(first, "a");
  await first.delivered("a", segment);
  await first.close();
  const second = await open({ consumers: [{ name: "a" }, { name: "b" }] });
  expect((await second.next("b"))?.chunk).toBe(segment.chunk);
  const more = second.next("a");
  await second.delivered("b", segment);
  await second.close();
  expect(await more).toBeUndefined();
  expect(readdirSync(directory)).toEqual(["positions.json"]);
});

test("a full buffer makes an append wait until a segment is delivered", async () => {
  const buffer = await open({ bytesMax: 200 });
  await buffer.append(lines("x".repeat(150)));
  const order: string[] = [];
  const append = async (): Promise<void> => {
    await buffer.append(lines("y".repeat(100)));
    order.push("appended");
  };
  const waiting = append();
  const { segment } = await take(buffer);
  order.push("delivered");
  await buffer.delivered("out", segment);
  await waiting;
  expect(order).toEqual(["delivered", "appended"]);
  expect(events).toContainEqual(expect.objectContaining({ kind: "full", bytesMax: 200 }));
  expect((await take(buffer)).text).toBe(`${"y".repeat(100)}\n`);
  await buffer.close();
});

test("an append that may not wait is refused with the buffer's numbers", async () => {
  const buffer = await open({ bytesMax: 200 });
  await buffer.append(lines("x".repeat(150)));
  await expect(buffer.append(lines("y".repeat(100)), 5)).rejects.toMatchObject({
    code: "CW_COLLECTOR_BUFFER_FULL",
    message: expect.stringMatching(
      /cannot accept 1 record\(s\): the buffer holds \d+ of at most 200 bytes for the output out/,
    ) as string,
  });
  await buffer.close();
});

test("dropNewest drops the arriving records and moves their positions on", async () => {
  const buffer = await open({ bytesMax: 200, whenFull: "dropNewest" });
  await buffer.append(lines("x".repeat(150)));
  await buffer.append({ ...lines("y".repeat(100)), positions: [["tail:1", { offset: 101 }]] });
  expect(events).toContainEqual({ kind: "dropped", output: "out", records: 1, reason: "full" });
  expect(buffer.positions.get("tail:1")).toEqual({ offset: 101 });
  expect((await take(buffer)).text).toBe(`${"x".repeat(150)}\n`);
  await buffer.close();
});

test("dropOldest drops the oldest segment that no output is taking", async () => {
  const buffer = await open({ bytesMax: 200, whenFull: "dropOldest" });
  await buffer.append(lines("x".repeat(150)));
  await buffer.append(lines("y".repeat(100)));
  expect(events).toContainEqual({ kind: "dropped", output: "out", records: 1, reason: "full" });
  expect((await take(buffer)).text).toBe(`${"y".repeat(100)}\n`);
  await buffer.close();
});

test("segments older than the bound are dropped and counted", async () => {
  const buffer = await open({ ageMsMax: -1 });
  await buffer.append(lines("old"));
  await buffer.flush();
  await buffer.append(lines("new"));
  await buffer.flush();
  expect(events).toContainEqual({ kind: "dropped", output: "out", records: 1, reason: "age" });
  await buffer.close();
});

test("a closed buffer takes nothing more", async () => {
  const buffer = await open();
  await buffer.close();
  await expect(buffer.append(lines("x"))).rejects.toMatchObject({ code: "CW_COLLECTOR_BUFFER_CLOSED" });
});

test("a checkpoint of a newer release is not touched", async () => {
  writeFileSync(join(directory, "positions.json"), JSON.stringify({ version: 2 }));
  await expect(open()).rejects.toMatchObject({ code: "CW_COLLECTOR_BUFFER_VERSION" });
  writeFileSync(join(directory, "positions.json"), "{");
  await expect(open()).rejects.toMatchObject({ code: "CW_COLLECTOR_BUFFER_CORRUPT" });
});
