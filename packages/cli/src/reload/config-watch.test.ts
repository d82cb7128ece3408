import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigWatch } from "./config-watch.js";

let folder: string;
let path: string;
let watch: ConfigWatch | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-watch-"));
  path = join(folder, "cordwood.yaml");
});
afterEach(() => {
  watch?.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each<[string, () => void, () => void]>([
  ["edited in place", () => writeFileSync(path, "a"), () => writeFileSync(path, "b")],
  [
    "replaced",
    () => writeFileSync(path, "a"),
    () => {
      writeFileSync(`${path}.new`, "b");
      renameSync(`${path}.new`, path);
    },
  ],
  ["made", () => {}, () => writeFileSync(path, "b")],
  [
    "a link that leads elsewhere",
    () => {
      writeFileSync(join(folder, "1"), "a");
      symlinkSync(join(folder, "1"), path);
    },
    () => {
      writeFileSync(join(folder, "2"), "b");
      unlinkSync(path);
      symlinkSync(join(folder, "2"), path);
    },
  ],
])("%s", async (_what, before, change) => {
  before();
  const changed = new Promise<void>((resolve) => {
    watch = new ConfigWatch(path, resolve);
    watch.start();
  });
  writeFileSync(join(folder, "another"), "x");
  change();
  await changed;
});

test("a file that is written with what it had is no change", async () => {
  writeFileSync(path, "a");
  let changes = 0;
  const done = new Promise<void>((resolve) => {
    watch = new ConfigWatch(path, () => {
      changes += 1;
      resolve();
    });
    watch.start();
  });
  writeFileSync(path, "");
  writeFileSync(path, "a");
  await new Promise((resolve) => {
    setTimeout(resolve, 400);
  });
  writeFileSync(path, "b");
  await done;
  expect(changes).toBe(1);
});
