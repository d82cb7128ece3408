import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openStore } from "./open-store.js";
import { describeStore } from "./store.conformance.js";
import { SegmentMaker } from "./testing/segments.js";

describeStore("embedded", (directory) => openStore({ path: join(directory, "store") }));

describe("opening a data directory", () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "cordwood-open-"));
    path = join(directory, "store");
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  async function refusal(): Promise<unknown> {
    try {
      await (await openStore({ path })).close();
      return "opened";
    } catch (error) {
      return error;
    }
  }

  test("keeps records across closing and opening", async () => {
    const segment = new SegmentMaker(directory).make([{ message: "kept" }]);
    const first = await openStore({ path });
    await first.insert(segment);
    await first.close();
    const second = await openStore({ path });
    await second.insert(segment);
    expect(await second.search({ query: "kept" })).toMatchObject({ rows: [{ message: "kept" }] });
    expect(await second.search({ query: "* | stats count()" })).toMatchObject({ rows: [[1]] });
    await second.close();
  });

  test("takes one store at a time, and none after closing", async () => {
    const store = await openStore({ path });
    expect(await refusal()).toMatchObject({ code: "CW_STORE_BUSY" });
    await store.close();
    await store.close();
    await expect(store.search({ query: "*" })).rejects.toMatchObject({ code: "CW_STORE_CLOSED" });
  });

  test("names the process that has the directory open", async () => {
    mkdirSync(path);
    const started = readFileSync(`/proc/${process.ppid}/stat`, "latin1").split(") ")[1]?.split(" ")[19];
    const holder = { pid: process.ppid, host: hostname(), started, since: "2026-01-01T00:00:00Z" };
    writeFileSync(join(path, "lock"), JSON.stringify(holder));
    expect(await refusal()).toMatchObject({ code: "CW_STORE_LOCKED", detail: { pid: process.ppid } });
  });

  test("takes over the lock of a process that is gone, or whose number another has now", async () => {
    mkdirSync(path);
    for (const holder of [
      { pid: 2 ** 22 + 1, host: hostname(), started: "1" },
      { pid: process.ppid, host: hostname(), started: "1" },
    ]) {
      writeFileSync(join(path, "lock"), JSON.stringify(holder));
      expect(await refusal()).toBe("opened");
    }
    expect(existsSync(join(path, "lock"))).toBe(false);
  });

  test("takes a lock of another host for held while it is fresh", async () => {
    mkdirSync(path);
    writeFileSync(join(path, "lock"), JSON.stringify({ pid: 1, host: "elsewhere", started: "1" }));
    expect(await refusal()).toMatchObject({ code: "CW_STORE_LOCKED", detail: { host: "elsewhere" } });
  });

  test.each([
    ["", "CW_STORE_CORRUPT"],
    ["{", "CW_STORE_CORRUPT"],
    ["{}", "CW_STORE_CORRUPT"],
    ['{"format":99}', "CW_STORE_NEWER"],
  ])("refuses a directory whose store.json holds %j", async (content, code) => {
    mkdirSync(path);
    writeFileSync(join(path, "store.json"), content);
    expect(await refusal()).toMatchObject({ code });
    expect(existsSync(join(path, "lock"))).toBe(false);
  });

  test("refuses a directory that holds something else", async () => {
    mkdirSync(path);
    writeFileSync(join(path, "thesis.doc"), "");
    expect(await refusal()).toMatchObject({ code: "CW_STORE_FOREIGN" });
  });

  test("refuses a path that is a file, or that cannot be written", async () => {
    writeFileSync(path, "");
    expect(await refusal()).toMatchObject({ code: "CW_STORE_UNWRITABLE" });
    if (process.getuid?.() === 0) return;
    rmSync(path);
    mkdirSync(path);
    chmodSync(path, 0o500);
    expect(await refusal()).toMatchObject({ code: "CW_STORE_UNWRITABLE" });
  });

  test("refuses options that are unknown or out of range", async () => {
    await expect(openStore({})).rejects.toMatchObject({ code: "CW_STORE_OPTIONS" });
    await expect(openStore({ path, query_timeout_s: 0 })).rejects.toMatchObject({ code: "CW_STORE_OPTIONS" });
    const unknown: object = { path, colour: "red" };
    await expect(openStore(unknown)).rejects.toMatchObject({ code: "CW_STORE_OPTIONS" });
  });
});

describe("a damaged store", () => {
  let directory: string;
  let path: string;
  const problems: unknown[] = [];
  beforeEach(async () => {
    problems.length = 0;
    directory = mkdtempSync(join(tmpdir(), "cordwood-damage-"));
    path = join(directory, "store");
    const store = await openStore({ path });
    await store.insert(new SegmentMaker(directory).make([{ message: "one" }]));
    await store.close();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function files(name: string): string[] {
    const found = readdirSync(join(path, "engine"), { recursive: true, encoding: "utf8" });
    return found.filter((file) => basename(file) === name).map((file) => join(path, "engine", file));
  }

  async function open(): Promise<void> {
    const store = await openStore({ path }, { onProblem: (error) => problems.push(error) });
    await store.close();
  }

  test("is refused when the engine cannot read its table", async () => {
    for (const file of files("records.sql")) writeFileSync(file, "damaged");
    await expect(open()).rejects.toMatchObject({ code: "CW_STORE_CORRUPT" });
  });

  test("is refused when its table is gone", async () => {
    rmSync(join(path, "engine"), { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: "CW_STORE_CORRUPT" });
  });

  test("is opened, and reports, when parts of its table are damaged", async () => {
    for (const file of files("columns.txt")) writeFileSync(file, "damaged");
    await open();
    expect(problems).toMatchObject([{ code: "CW_STORE_PARTS_BROKEN", detail: { parts: 1 } }]);
  });
});
