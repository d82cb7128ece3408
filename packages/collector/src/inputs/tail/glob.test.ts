import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expandPattern, namePattern } from "./glob.js";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-glob-"));
  for (const name of ["a.log", "b.log", "c.txt", ".hidden.log", "x/d.log", "x/y/e.log", "x/y/[1].log"]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), "");
  }
  symlinkSync(folder, join(folder, "x/loop"));
  symlinkSync(join(folder, "a.log"), join(folder, "link.log"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["*.log", ["a.log", "b.log", "link.log"]],
  ["{a,c}.*", ["a.log", "c.txt"]],
  ["[ac].*", ["a.log", "c.txt"]],
  ["[!ac].*", ["b.log"]],
  ["?.log", ["a.log", "b.log"]],
  ["**/*.log", ["a.log", "b.log", "link.log", "x/d.log", "x/y/[1].log", "x/y/e.log"]],
  ["x/**", ["x/d.log", "x/y/[1].log", "x/y/e.log"]],
  ["*/y/e.log", ["x/y/e.log"]],
  [".*.log", [".hidden.log"]],
  ["nothing/*", []],
  ["plain.log", ["plain.log"]],
])("%s", async (pattern, expected) => {
  const found = await expandPattern(pattern, folder);
  expect(new Set(found.map((path) => relative(folder, path)))).toEqual(new Set(expected));
});

test.each([
  ["a+(b).log", "a+(b).log", true],
  ["a.log", "axlog", false],
  ["[", "[", true],
  ["{a", "a", true],
  ["[z-a]", "[z-a]", true],
])("a pattern for a name: %s matches %s: %s", (pattern, name, expected) => {
  expect(namePattern(pattern).test(name)).toBe(expected);
});
