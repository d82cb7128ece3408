import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collector, startCollector } from "../../collector.js";

let folder: string;
let records: SegmentRecord[];
let running: Collector | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-tail-"));
  records = [];
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const store = {
  insert(segment: Segment): Promise<void> {
    for (const line of readFileSync(segment.path, "utf8").trimEnd().split("\n")) {
      records.push(JSON.parse(line) as SegmentRecord);
    }
    return Promise.resolve();
  },
};

async function start(...patterns: string[]): Promise<void> {
  running = await startCollector({
    directory: join(folder, "data"),
    files: patterns.map((pattern) => join(folder, pattern)),
    store,
    buffer: { segmentAgeMsMax: 10 },
  });
}

async function stop(): Promise<void> {
  await running?.close();
  running = undefined;
}

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  appendFileSync(join(folder, name), content);
}

function messages(): string[] {
  return records.map((record) => record.message);
}

async function until(count: number): Promise<string[]> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline && records.length < count;) await sleep(10);
  return messages();
}

/** Also waits for what should not come. */
async function exactly(count: number): Promise<string[]> {
  await until(count);
  await sleep(150);
  return messages();
}

test("reads files from their beginning, with their path and a service from their name", async () => {
  write("logs/orders-2.log", "one\ntwo\n");
  await start("logs/*.log");
  expect(await until(2)).toEqual(["one", "two"]);
  expect(records[0]).toMatchObject({
    service: "orders",
    attributes: { "log.file.path": join(folder, "logs/orders-2.log") },
  });
});

test("keeps following, and finds files that appear later", async () => {
  write("a.log", "a1\n");
  await start("**/*.log");
  await until(1);
  write("a.log", "a2\n");
  write("new/b.log", "b1\n");
  expect((await until(3)).toSorted()).toEqual(["a1", "a2", "b1"]);
});

test("a rename keeps the old file's rest and starts the new file at its beginning", async () => {
  write("a.log", "1\n");
  await start("a.log");
  await until(1);
  write("a.log", "2\n");
  renameSync(join(folder, "a.log"), join(folder, "a.log.1"));
  write("a.log.1", "3\n");
  write("a.log", "4\n");
  expect((await exactly(4)).toSorted()).toEqual(["1", "2", "3", "4"]);
});

test("a renamed file that the pattern matches too is not read again", async () => {
  write("a.log", "1\n");
  await start("a.log*");
  await until(1);
  renameSync(join(folder, "a.log"), join(folder, "a.log.1"));
  write("a.log", "2\n");
  expect(await exactly(2)).toEqual(["1", "2"]);
});

test("truncation starts at the beginning, also when the file has grown past the old place", async () => {
  write("a.log", "first line\n");
  await start("a.log");
  await until(1);
  copyFileSync(join(folder, "a.log"), join(folder, "copy"));
  truncateSync(join(folder, "a.log"));
  write("a.log", "x\n");
  await until(2);
  writeFileSync(join(folder, "a.log"), "a longer file than the one before it\nand more\n");
  expect(await exactly(4)).toEqual(["first line", "x", "a longer file than the one before it", "and more"]);
});

test("a deleted and replaced file is read anew", async () => {
  write("a.log", "old\n");
  await start("a.log");
  await until(1);
  unlinkSync(join(folder, "a.log"));
  write("a.log", "new\n");
  expect(await exactly(2)).toEqual(["old", "new"]);
});

test("the place is remembered over restarts, for a file that was rotated meanwhile too", async () => {
  write("a.log", "1\n2\n");
  await start("a.log*");
  await until(2);
  await stop();
  write("a.log", "3\n");
  renameSync(join(folder, "a.log"), join(folder, "a.log.1"));
  write("a.log", "4\n");
  await start("a.log*");
  expect((await exactly(4)).toSorted()).toEqual(["1", "2", "3", "4"]);
});

test("a file that was renamed out of the pattern while nobody looked is read to its end", async () => {
  write("a.log", "1\n2\n");
  await start("a.log");
  await until(2);
  await stop();
  write("a.log", "3\n");
  renameSync(join(folder, "a.log"), join(folder, "a.log.1"));
  write("a.log", "4\n");
  write("a.log.2", "1\n2\nof another file\n");
  await start("a.log");
  expect((await exactly(4)).toSorted()).toEqual(["1", "2", "3", "4"]);
  expect(records.every((record) => record.attributes["log.file.path"] === join(folder, "a.log"))).toBe(true);
  await stop();
  await start("a.log");
  expect((await exactly(4)).length).toBe(4);
});

test("a byte order mark does not hide the first line's format", async () => {
  write("a.log", "\u{FEFF}2024-03-10 15:04:05 WARN app: one\n");
  await start("a.log");
  expect(await until(1)).toEqual(["one"]);
  expect(records[0]?.level).toBe("warning");
});

test("a file that was replaced under the same name and size while nobody looked is read anew", async () => {
  write("a.log", "aaaa\n");
  await start("a.log");
  await until(1);
  await stop();
  writeFileSync(join(folder, "a.log"), "bbbb\n");
  await start("a.log");
  expect(await exactly(2)).toEqual(["aaaa", "bbbb"]);
});

test("a line without a newline is one record once it stays quiet, and is not read again", async () => {
  write("a.log", "one\nlast");
  await start("a.log");
  expect(await until(2)).toEqual(["one", "last"]);
  await stop();
  await start("a.log");
  write("a.log", "\nnext\n");
  expect(await exactly(3)).toEqual(["one", "last", "next"]);
});

test("a line that comes in pieces is one record", async () => {
  write("a.log", "one half ");
  await start("a.log");
  await sleep(200);
  write("a.log", "and the other\n");
  expect(await exactly(1)).toEqual(["one half and the other"]);
});

test("CRLF, blank lines, bytes that are no UTF-8, and NUL", async () => {
  write("a.log", Buffer.concat([Buffer.from("a\r\n\r\n\nb"), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from("c\0d\n")]));
  await start("a.log");
  expect(await exactly(2)).toEqual(["a", "b\u{FFFD}\u{FFFD}(c\0d"]);
});

test("a half UTF-8 sequence at the end of what is written yet is not broken", async () => {
  const bytes = Buffer.from("grün\n");
  write("a.log", bytes.subarray(0, 3));
  await start("a.log");
  await sleep(150);
  write("a.log", bytes.subarray(3));
  expect(await exactly(1)).toEqual(["grün"]);
});

test("JSON lines that are not UTF-8 become text with replacement characters", async () => {
  write("a.log", Buffer.concat([Buffer.from('{"msg":"a'), Buffer.from([0xfe]), Buffer.from('"}\n{"msg":"b"}\n')]));
  await start("a.log");
  expect(await exactly(2)).toEqual(["a\u{FFFD}", "b"]);
});

test("lines up to 1 MiB are whole, longer ones come in parts that say so", async () => {
  const whole = "w".repeat(1024 * 1024);
  const long = "é".repeat(1024 * 1024 + 300_000);
  write("a.log", `${whole}\n${long}\nafter\n`);
  await start("a.log");
  const found = await exactly(5);
  expect(found[0] === whole).toBe(true);
  expect(found.slice(1, 4).join("") === long).toBe(true);
  expect(found[4]).toBe("after");
  expect(records.map((record) => record.attributes["log.record.part"])).toEqual([undefined, "1", "2", "3", undefined]);
  expect(records[1]?.parse_error).toBe("line longer than 1048576 bytes: this is part 1");
});

test("an open stack trace waits for its lines and is not lost by a restart", async () => {
  write(
    "a.log",
    "2024-01-01T00:00:00Z ERROR x.Y - boom\njava.lang.IllegalStateException: boom\n\tat a.B.c(B.java:1)\n",
  );
  await start("a.log");
  await sleep(300);
  await stop();
  write("a.log", "\tat a.B.d(B.java:2)\n2024-01-01T00:00:01Z INFO x.Y - next\n");
  await start("a.log");
  const found = await exactly(2);
  expect(found[0]?.split("\n").length).toBe(4);
  expect(found[1]).toBe("next");
});

test("compressed files are left alone", async () => {
  write("a.log.gz", "not lines\n");
  write("a.log", "line\n");
  await start("a.log*");
  expect(await exactly(1)).toEqual(["line"]);
});

test("more files than may be open at once", async () => {
  const count = 700;
  for (let n = 0; n < count; n += 1) write(`many/${n}.log`, `first ${n}\n`);
  await start("many/*.log");
  await until(count);
  for (let n = 0; n < count; n += 1) write(`many/${n}.log`, `second ${n}\n`);
  await until(count * 2);
  expect(new Set(messages()).size).toBe(count * 2);
  expect(records.length).toBe(count * 2);
}, 60_000);
