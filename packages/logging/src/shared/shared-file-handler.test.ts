import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Logger } from "../index.js";
import { SharedFileHandler, type SharedFileHandlerOptions } from "./shared-file-handler.js";

let folder: string;
let path: string;
const open: SharedFileHandler[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shared-handler-"));
  path = join(folder, "app.log");
});
afterEach(() => {
  for (const handler of open.splice(0)) handler.close();
  rmSync(folder, { recursive: true, force: true });
  vi.useRealTimers();
});

function logger(options: SharedFileHandlerOptions = {}): { log: Logger; handler: SharedFileHandler } {
  const handler = new SharedFileHandler(path, options);
  open.push(handler);
  const log = new Logger("shared", "DEBUG");
  log.addHandler(handler);
  return { log, handler };
}

const content = (): string => readFileSync(path, "utf8");

test("appends the lines of one turn together, and each at once without batching", async () => {
  const { log } = logger();
  log.info("one");
  log.info("two");
  expect(content()).toBe("");
  await turn();
  expect(content()).toBe("one\ntwo\n");
  logger({ batch: false }).log.info("three");
  expect(content()).toBe("one\ntwo\nthree\n");
});

test("has written everything after flush and after close", () => {
  const { log, handler } = logger();
  log.info("one");
  handler.flush();
  expect(content()).toBe("one\n");
  log.info("two");
  open.pop()?.close();
  expect(content()).toBe("one\ntwo\n");
});

test("rotates by time when the interval in which the file was made is over", () => {
  const { log } = logger({ when: "H", backupCount: 2, batch: false });
  log.info("one");
  vi.useFakeTimers({ now: Date.now() + 3_700_000, toFake: ["Date"] });
  log.info("two");
  expect(content()).toBe("two\n");
  expect(readFileSync(`${path}.1`, "utf8")).toBe("one\n");
});

test("says what it cannot open", () => {
  expect(() => new SharedFileHandler(join(folder, "absent", "app.log"))).toThrow(/Cannot open log file .*absent/);
  expect(() => new SharedFileHandler(path, { when: "sometimes" })).toThrow(/when/);
  expect(readdirSync(folder)).toEqual([]);
});
