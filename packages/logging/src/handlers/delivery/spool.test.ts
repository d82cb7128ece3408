import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, renameSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BoundedQueue, type OnFull } from "./bounded-queue.js";
import { Spool } from "./spool.js";

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "cordwood-spool-")), "made", "anew");
});

afterEach(() => rmSync(join(directory, "..", ".."), { recursive: true }));

const entries = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const textsOf = (spool: Spool): string[] | undefined =>
  spool.oldest()?.entries.map((entry) => Buffer.from(entry).toString());

describe("Spool", () => {
  test("gives back batches in their order, until they are delivered, also to the next process", () => {
    const spool = new Spool({ directory, bytesMax: 1e6 });
    spool.write(entries("a", "", "b\n"));
    spool.write(entries("c"), "0123456789abcdef");
    expect(textsOf(spool)).toEqual(["a", "", "b\n"]);
    spool.delivered(spool.oldest()?.id ?? "");
    const next = new Spool({ directory, bytesMax: 1e6 });
    expect([next.oldest()?.id, textsOf(next), next.length]).toEqual(["0123456789abcdef", ["c"], 1]);
    next.delivered("0123456789abcdef");
    expect([next.bytes, readdirSync(directory)]).toEqual([0, []]);
  });

  test("gives up the oldest beyond its bound, and counts them", () => {
    const spool = new Spool({ directory, bytesMax: 30 });
    for (const text of ["one", "two", "three", "four", "five"]) spool.write(entries(text, "x"));
    expect(spool.bytes).toBeLessThanOrEqual(30);
    expect(textsOf(spool)).toEqual(["four", "x"]);
    expect(spool.dropped).toBe(6);
  });

  test("passes over a damaged file, and counts what was in it", () => {
    const spool = new Spool({ directory, bytesMax: 1e6 });
    spool.write(entries("damaged", "x"));
    spool.write(entries("whole"));
    truncateSync(join(directory, readdirSync(directory).toSorted()[0] ?? ""), 6);
    expect([textsOf(spool), spool.dropped]).toEqual([["whole"], 2]);
  });

  test("adopts the files of processes that are gone, and leaves those of living ones", () => {
    const spool = new Spool({ directory, bytesMax: 1e6 });
    spool.write(entries("gone"));
    spool.write(entries("living"));
    const [first = "", second = ""] = readdirSync(directory).toSorted();
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    renameSync(join(directory, first), join(directory, first.replace(`-${process.pid}-`, `-${pid}-`)));
    renameSync(join(directory, second), join(directory, second.replace(`-${process.pid}-`, `-${process.ppid}-`)));
    const adopted = new Spool({ directory, bytesMax: 1e6 });
    expect([adopted.length, textsOf(adopted)]).toEqual([1, ["gone"]]);
  });
});

describe("BoundedQueue", () => {
  const filled = (onFull: OnFull): BoundedQueue<{ bytes: number; name: number }> => {
    const queue = new BoundedQueue<{ bytes: number; name: number }>({ entriesMax: 3, bytesMax: 100, onFull });
    for (let name = 0; name < 5; name += 1) queue.push({ bytes: 10, name });
    return queue;
  };

  test.each([
    ["dropOldest", [2, 3, 4], 2],
    ["dropNewest", [0, 1, 2], 2],
    ["block", [0, 1, 2], 0],
  ] as const)("%s", (onFull, names, dropped) => {
    const queue = filled(onFull);
    expect([queue.length, queue.bytes, queue.dropped]).toEqual([3, 30, dropped]);
    expect(queue.take(10, 1000).map((entry) => entry.name)).toEqual(names);
    expect([queue.length, queue.bytes]).toEqual([0, 0]);
  });

  test("takes at least one entry, and no more bytes than asked", () => {
    const queue = filled("dropOldest");
    expect(queue.take(10, 5)).toHaveLength(1);
    expect(queue.take(10, 20)).toHaveLength(2);
    expect(queue.push({ bytes: 101, name: 9 })).toBe("dropped");
  });
});
