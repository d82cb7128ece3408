import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeLogRecord } from "../log-record.js";
import { RotatingFileHandler } from "./rotating-file-handler.js";
import { WatchedFileHandler } from "./watched-file-handler.js";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-watched-"));
  file = join(folder, "app.log");
});

afterEach(() => rmSync(folder, { recursive: true }));

const record = (msg: string) => makeLogRecord({ name: "n", levelno: 20, levelname: "INFO", msg });
const text = (path = file): string => readFileSync(path, "utf8");

describe("WatchedFileHandler", () => {
  test("goes on in a new file when the old one is renamed or deleted", () => {
    const handler = new WatchedFileHandler(file, { delay: true });
    expect([handler.dev, handler.ino]).toEqual([-1, -1]);
    handler.handle(record("one"));
    renameSync(file, `${file}.1`);
    handler.handle(record("two"));
    unlinkSync(file);
    expect(existsSync(file)).toBe(false);
    handler.handle(record("three"));
    handler.close();
    expect([text(`${file}.1`), text()]).toEqual(["one\n", "three\n"]);
  });

  test.each(["a", "w"])("goes on at the beginning when the file is copied and truncated (mode %s)", (mode) => {
    const handler = new WatchedFileHandler(file, mode);
    handler.handle(record("one"));
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    handler.handle(record("two"));
    handler.close();
    expect([text(`${file}.1`), text()]).toEqual(["one\n", "two\n"]);
  });

  test("opens the file again at a signal, and takes its listener back", async () => {
    const before = process.listenerCount("SIGUSR2");
    const handler = new WatchedFileHandler(pathToFileURL(file), { reopenSignal: "SIGUSR2", checkIntervalMs: 1e6 });
    handler.handle(record("one"));
    renameSync(file, `${file}.1`);
    handler.handle(record("two"));
    process.kill(process.pid, "SIGUSR2");
    await new Promise((resolve) => setTimeout(resolve, 50));
    handler.handle(record("three"));
    handler.close();
    expect([text(`${file}.1`), text()]).toEqual(["one\ntwo\n", "three\n"]);
    expect(process.listenerCount("SIGUSR2")).toBe(before);
  });
});

test("RotatingFileHandler opens its file again at a signal, without truncating it", async () => {
  const handler = new RotatingFileHandler(file, { mode: "w", reopenSignal: "SIGUSR2" });
  handler.handle(record("one"));
  process.kill(process.pid, "SIGUSR2");
  await new Promise((resolve) => setTimeout(resolve, 50));
  handler.handle(record("two"));
  handler.close();
  expect(text()).toBe("one\ntwo\n");
});
