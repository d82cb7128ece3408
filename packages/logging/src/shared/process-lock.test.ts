import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ProcessLock } from "./process-lock.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "process-lock-"));
  path = join(folder, "app.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = (generation: number): string => join(folder, `.app.log.lock.${generation}`);
const take = (): (() => void) | undefined => new ProcessLock(path).tryAcquire();

test("is held by one at a time and free after release", () => {
  const release = take();
  expect(release).toBeTypeOf("function");
  expect(take()).toBeUndefined();
  release?.();
  expect(take()).toBeTypeOf("function");
});

test("leaves one file behind, however often it is taken", () => {
  for (let i = 0; i < 20; i++) take()?.();
  expect(readdirSync(folder)).toEqual([".app.log.lock.20"]);
});

describe("a lock file left by", () => {
  const old = new Date(Date.now() - 60_000);
  const check = (what: string, content: string, modified: Date | undefined, taken: boolean): void =>
    test(`${what} is ${taken ? "taken over" : "respected"}`, () => {
      writeFileSync(lockFile(7), content);
      if (modified !== undefined) utimesSync(lockFile(7), modified, modified);
      expect(take() !== undefined).toBe(taken);
    });
  check("a process that is done", "free", undefined, true);
  check("a process that is dead", "4194303 1 -", old, true);
  check("a process in another container, a moment ago", "1 1 pid:[1]", undefined, false);
  check("a process in another container, long ago", "1 1 pid:[1]", old, true);
  check("a process that is just writing its name", "", undefined, false);
  check("a process that died while writing its name", "", old, true);
});

test("a later process with the same number does not count as the holder", () => {
  const release = take();
  const named = readFileSync(lockFile(1), "latin1");
  expect(take()).toBeUndefined();
  writeFileSync(lockFile(1), named.replace(/ \d+ /, " 12345 "));
  expect(take()).toBeTypeOf("function");
  expect(release).toBeTypeOf("function");
});
