import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeLogRecord } from "../log-record.js";
import { RotatingFileHandler } from "./rotating-file-handler.js";

let folder: string;
let file: string;
let number: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-rotating-"));
  file = join(folder, "app.log");
  number = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const next = () => makeLogRecord({ name: "n", levelno: 20, levelname: "INFO", msg: `line ${(number += 1)}` });

function linesOf(name: string): string[] {
  return readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1);
}

describe("shouldRollover", () => {
  test("never without maxBytes", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 0 });
    expect(handler.shouldRollover(next())).toBe(false);
    handler.close();
  });

  test("never for a device", () => {
    const handler = new RotatingFileHandler("/dev/null", { maxBytes: 1 });
    expect(handler.shouldRollover(next())).toBe(false);
    handler.close();
  });

  test("not for an empty file, however long the record", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 1 });
    expect(handler.shouldRollover(next())).toBe(false);
    handler.close();
  });

  test("when the record would reach maxBytes", () => {
    writeFileSync(file, "\n");
    const handler = new RotatingFileHandler(file, { maxBytes: 2 });
    expect(handler.shouldRollover(next())).toBe(true);
    handler.close();
  });
});

describe("rollover", () => {
  test("keeps backupCount files, named by namer", () => {
    const handler = new RotatingFileHandler(file, { backupCount: 2, maxBytes: 1 });
    handler.namer = (name) => `${name}.test`;
    for (let count = 0; count < 5; count += 1) handler.emit(next());
    expect(readdirSync(folder).toSorted()).toEqual(["app.log", "app.log.1.test", "app.log.2.test"]);
    expect(linesOf("app.log")).toEqual(["line 5"]);
    expect(linesOf("app.log.2.test")).toEqual(["line 3"]);
    handler.close();
  });

  test("takes namer and rotator from a subclass", () => {
    class Named extends RotatingFileHandler {
      override namer(name: string): string {
        return `${name}.z`;
      }
      override rotator(source: string, destination: string): void {
        writeFileSync(destination, zlib.deflateSync(readFileSync(source)));
        rmSync(source);
      }
    }
    const handler = new Named(file, { backupCount: 2, maxBytes: 1 });
    handler.emit(next());
    handler.emit(next());
    expect(zlib.inflateSync(readFileSync(`${file}.1.z`)).toString()).toBe("line 1\n");
    handler.close();
  });

  test("takes Python's positions and one options object alike", () => {
    for (const handler of [
      new RotatingFileHandler(file, "a", 1, 3, "utf8", true),
      new RotatingFileHandler({ filename: file, maxBytes: 1, backupCount: 3, delay: true }),
    ]) {
      expect([handler.maxBytes, handler.backupCount, handler.stream]).toEqual([1, 3, null]);
      handler.close();
    }
    expect(() => new RotatingFileHandler(file, { maxByte: 1 } as object)).toThrow(/maxByte/);
  });

  test("loses no line under load, in any file", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 2000, backupCount: 1000 });
    for (let count = 0; count < 20_000; count += 1) handler.handle(next());
    handler.close();
    const names = readdirSync(folder);
    const all = names.flatMap((name) => linesOf(name)).map((line) => Number(line.slice(5)));
    expect(all.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
    expect(names.length).toBeGreaterThan(100);
  });

  test("goes on in the old file when it cannot roll over, and loses nothing", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 10, backupCount: 1 });
    const errors: unknown[] = [];
    handler.handleError = (_, error) => errors.push(error);
    handler.rotator = () => {
      throw new Error("no");
    };
    for (let count = 0; count < 4; count += 1) handler.emit(next());
    handler.close();
    expect(linesOf("app.log")).toEqual(["line 1", "line 2", "line 3", "line 4"]);
    expect(errors).toHaveLength(1);
  });

  test("notices a truncation from outside", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 20, backupCount: 1 });
    handler.emit(next());
    handler.emit(next());
    truncateSync(file);
    handler.emit(next());
    expect(existsSync(`${file}.1`)).toBe(false);
    expect(linesOf("app.log")).toEqual(["line 3"]);
    handler.close();
  });

  test("compresses in the background, also while rolling over again", async () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 1, backupCount: 3, compress: "gzip" });
    for (let count = 0; count < 6; count += 1) handler.emit(next());
    await handler.compressed();
    handler.emit(next());
    await handler.compressed();
    handler.close();
    expect(readdirSync(folder).toSorted()).toEqual(["app.log", "app.log.1.gz", "app.log.2.gz", "app.log.3.gz"]);
    const backup = (each: number) => zlib.gunzipSync(readFileSync(`${file}.${each}.gz`)).toString();
    expect([3, 2, 1].map((each) => backup(each)).join("")).toBe("line 4\nline 5\nline 6\n");
    expect(linesOf("app.log")).toEqual(["line 7"]);
  });

  test("deletes files older than ageDaysMax at a rollover", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 8, backupCount: 100, ageDaysMax: 2 });
    for (let count = 0; count < 3; count += 1) handler.emit(next());
    const old = new Date(Date.now() - 3 * 86_400_000);
    utimesSync(`${file}.1`, old, old);
    handler.emit(next());
    handler.close();
    expect(readdirSync(folder).toSorted()).toEqual(["app.log", "app.log.1", "app.log.3"]);
  });

  test("says when this Node has no zstd, and compresses with it where it has", () => {
    const make = (): RotatingFileHandler => new RotatingFileHandler(file, { compress: "zstd", delay: true });
    if ("createZstdCompress" in zlib) make().close();
    else expect(make).toThrow(/22\.15/);
  });

  test("keeps the files together below totalBytesMax", () => {
    const handler = new RotatingFileHandler(file, { maxBytes: 8, backupCount: 100, totalBytesMax: 30 });
    for (let count = 0; count < 9; count += 1) handler.emit(next());
    handler.close();
    expect(readdirSync(folder).length).toBeLessThanOrEqual(5);
    expect(linesOf("app.log")).toEqual(["line 9"]);
  });
});
