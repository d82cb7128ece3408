import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { record, SegmentFolder } from "../testing/segments.js";
import { type FileConfig, FileOutput, fileOutput } from "./file-output.js";

let folder: SegmentFolder;
let out: string;
const { signal } = new AbortController();

beforeEach(() => {
  folder = new SegmentFolder();
  out = join(folder.path, "out");
});
afterEach(() => {
  folder.remove();
});

const make = (config: Partial<FileConfig> = {}): FileOutput =>
  new FileOutput({ type: "file", path: "out/r.log", ...config }, "file", folder.path);
const read = (name: string): string => readFileSync(join(out, name), "utf8");
const names = (): string[] => readdirSync(out, { recursive: true }).map(String).toSorted();

test("a file is renamed before it is larger than its bound, and only so many are kept", async () => {
  const output = make({ bytes_max: 10, files_max: 2 });
  for (const text of ["1111\n2222\n3333\n", "4444\n", "5555\n6666\n7777\n"])
    await output.deliver(folder.text(text), signal);
  expect(["", ".1", ".2"].map((end) => read(`r.log${end}`))).toEqual(["7777\n", "5555\n6666\n", "3333\n4444\n"]);
  expect(names()).toHaveLength(3);
});

test("a line that is longer than the file may be is refused, the others are not", async () => {
  const delivery = make({ bytes_max: 6 }).deliver(folder.text("a\n123456\nb\n"), signal);
  await expect(delivery).rejects.toMatchObject({
    name: "RefusedError",
    lines: [{ line: 1, reason: "the line is longer than bytes_max of the file" }],
  });
  expect(read("r.log")).toBe("a\nb\n");
});

test("renamed files are compressed", async () => {
  const output = make({ bytes_max: 6, compression: "gzip" });
  await output.deliver(folder.text("11111\n22222\n33333\n"), signal);
  expect(names()).toEqual(["r.log", "r.log.1.gz", "r.log.2.gz"]);
  expect(["r.log.1.gz", "r.log.2.gz"].map((name) => gunzipSync(readFileSync(join(out, name))).toString())).toEqual([
    "22222\n",
    "11111\n",
  ]);
});

test("a file is renamed when it is old", async () => {
  const output = make({ interval_s: 0.001 });
  await output.deliver(folder.text("1\n"), signal);
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  await output.deliver(folder.text("2\n"), signal);
  expect([read("r.log"), read("r.log.1")]).toEqual(["2\n", "1\n"]);
});

test("a record's fields and time say its file, and lead nowhere else", async () => {
  const output = make({ path: "out/{service}/%Y-%m-%d.log", layout: "text" });
  await output.deliver(
    folder.segment([record("one"), record("two\nlines", { service: "../../etc" }), record("three", { logger: "db" })]),
    signal,
  );
  expect(names()).toEqual(["__.._etc", "__.._etc/2023-11-14.log", "shop", "shop/2023-11-14.log"]);
  expect(read("shop/2023-11-14.log")).toBe(
    "2023-11-14T22:13:20.123456789Z INFO shop: one\n2023-11-14T22:13:20.123456789Z INFO shop/db: three\n",
  );
  expect(read("__.._etc/2023-11-14.log")).toContain(String.raw`two\nlines`);
});

test("the layout ltsv", async () => {
  await make({ layout: "ltsv" }).deliver(folder.segment([record("a\tb", { attributes: { "x:y": "1" } })]), signal);
  expect(read("r.log")).toBe(
    "time:2023-11-14T22:13:20.123456789Z\tlevel:info\tmessage:a\\tb\tservice:shop\thost:a1\tdataset:diagnostic\tx_y:1\n",
  );
});

test("a line that a crash has torn is cut off", async () => {
  mkdirSync(out);
  writeFileSync(join(out, "r.log"), '{"a":1}\n{"b":');
  await make().deliver(folder.text('{"c":1}\n'), signal);
  expect(read("r.log")).toBe('{"a":1}\n{"c":1}\n');
});

test("a file that is taken away is made again", async () => {
  const output = make({ bytes_max: 10 });
  await output.deliver(folder.text("11111111\n"), signal);
  folder.empty("out");
  await output.deliver(folder.text("2222\n"), signal);
  expect(read("r.log")).toBe("2222\n");
});

test("all files together stay within their bound, the oldest go first, others' files are not touched", async () => {
  mkdirSync(join(out, "shop"), { recursive: true });
  const old = ["2023-01-01.log", "2023-01-02.log.3.gz", "notes.txt"].map((name) => join(out, "shop", name));
  for (const [index, path] of old.entries()) {
    writeFileSync(path, "x".repeat(30));
    utimesSync(path, 1000 + index, 1000 + index);
  }
  appendFileSync(join(out, "other.log"), "y".repeat(100));
  const output = make({ path: "out/{service}/%Y-%m-%d.log", bytes_max: 500, total_bytes_max: 1000 });
  for (let count = 0; count < 20; count += 1) {
    await output.deliver(folder.segment([record("m")]), signal);
    const ours = names().filter((name) => /\/\d/.test(name));
    expect(ours.reduce((sum, name) => sum + statSync(join(out, name)).size, 0)).toBeLessThanOrEqual(1000);
  }
  expect(names()).not.toContain("shop/2023-01-01.log");
  expect(names()).toEqual(expect.arrayContaining(["other.log", "shop/notes.txt", "shop/2023-11-14.log"]));
});

test("compressed files are counted too, and what is being compressed", async () => {
  const output = make({ bytes_max: 1000, total_bytes_max: 3000, compression: "gzip", files_max: 100 });
  const line = (): string => `${Buffer.from(Array.from({ length: 60 }, () => Math.random() * 256)).toString("hex")}\n`;
  for (let count = 0; count < 40; count += 1) {
    await output.deliver(folder.text(line() + line() + line()), signal);
    expect(names().reduce((sum, name) => sum + statSync(join(out, name)).size, 0)).toBeLessThanOrEqual(3000);
  }
  expect(names().filter((name) => name.endsWith(".gz")).length).toBeGreaterThan(0);
});

test("files that got nothing for long are deleted", async () => {
  mkdirSync(out);
  writeFileSync(join(out, "r.log.7"), "old\n");
  utimesSync(join(out, "r.log.7"), 1000, 1000);
  await make({ age_max_s: 3600 }).deliver(folder.text("new\n"), signal);
  expect(names()).toEqual(["r.log"]);
});

test.each([
  [
    { path: "x", total_bytes_max: 10 },
    "total_bytes_max: Expected bytes_max beside it, of at most half of it, a third with gzip",
  ],
  [{ path: "x/%q" }, "path: '%q' in 'x/%q' is none of %Y %m %d %H %M %%"],
  [{ path: "x", layout: "xml" }, "layout: "],
])("options %j are refused", (options, message) => {
  const issue = fileOutput.schema.safeParse({ type: "file", ...options }).error?.issues[0];
  expect(`${issue?.path.join(".")}: ${issue?.message}`).toContain(message);
});
