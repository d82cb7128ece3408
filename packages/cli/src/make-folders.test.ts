import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolders } from "./make-folders.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "make-folders-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("makes what is missing, for this user only, and leaves what is there", () => {
  const path = join(folder, "a", "b");
  makeFolders(path);
  makeFolders(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test("says why a folder cannot be made", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolders(join(folder, "file", "a"))).toThrow(/ENOTDIR|EEXIST/);
  expect(() => makeFolders(join(folder, "file"))).toThrow(/EEXIST/);
});

test.skipIf(!existsSync("/proc/self"))("comes back where the file system makes no folders", () => {
  expect(() => makeFolders("/proc/cordwood/data")).toThrow(/ENOENT|EACCES|EPERM/);
});
