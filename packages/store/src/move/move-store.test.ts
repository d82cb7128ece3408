// Moves an embedded store to a real ClickHouse server, and kills the move in the middle, for real.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openStore } from "../open-store.js";
import type { Segment } from "../record.js";
import type { Store } from "../store.js";
import { SegmentMaker } from "../testing/segments.js";
import { startCluster, type TestCluster } from "../testing/start-cluster.js";
import { moveStore } from "./move-store.js";

const day = 86_400_000;
let cluster: TestCluster;
let directory: string;
let path: string;
let segments: Segment[];

/** 30 chunks of two days, whose records lie in several partitions and datasets; some attributes have a column. */
function makeSegments(): Segment[] {
  const now = Date.now();
  const makers = [new SegmentMaker(directory, now - day), new SegmentMaker(directory, now)];
  return Array.from({ length: 30 }, (_, chunk) => {
    const records = Array.from({ length: 20 }, (__, line) => ({
      ms: now - (line % 2) * 3 * day - line,
      message: `chunk ${chunk} line ${line} \0 'é😀`,
      service: `s${chunk % 7}`,
      dataset: line % 2 === 0 ? "diagnostic" : "mine",
      attributes: { region: `r${line % 3}`, request_id: `q${chunk}-${line}`, empty: "" },
    }));
    return makers[chunk < 20 ? 0 : 1]?.make(records);
  }).filter((segment) => segment !== undefined);
}

const all = "SELECT id, time, message, service, dataset, toString(mapSort(attributes)) FROM logs ORDER BY id";
const rowsOf = async (store: Store): Promise<unknown[][]> => (await store.sql(all)).rows;
let expected: unknown[][];

beforeAll(async () => {
  cluster = await startCluster(2);
  directory = mkdtempSync(join(tmpdir(), "cordwood-move-"));
  path = join(directory, "store");
  segments = makeSegments();
  const store = await openStore({ path });
  const waiting = [...segments];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await store.insert(next);
  };
  await Promise.all([work(), work(), work(), work()]);
  expected = await rowsOf(store);
  await store.close();
}, 60_000);
afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the child and kills it when it has said so many things. Gives its last line. */
async function run(to: object, killAfter = Number.POSITIVE_INFINITY): Promise<string> {
  const script = join(import.meta.dirname, "..", "testing", "move-forever.mjs");
  const child = spawn(process.execPath, [script, path, JSON.stringify(to)], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let [last, lines] = ["", 0];
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if ((lines += 1) === killAfter) child.kill("SIGKILL");
  }
  await exited;
  return last;
}

const one = (): { url: string; database: string } => ({ url: cluster.url.split(",")[0] ?? "", database: "one" });
const two = (): object => ({ url: cluster.url, cluster: cluster.name, database: "two" });

test("a move to a cluster that is killed again and again moves every record once, as it was", async () => {
  expect(await run(two(), 3)).toMatch(/^moved/);
  expect(await run(two(), 6)).toMatch(/^moved/);
  const report = JSON.parse((await run(two())).replace(/^report /, "")) as Record<string, unknown>;
  expect(report).toMatchObject({ records: 600, chunks: 30, dry_run: false });
  expect(report["days"]).toMatchObject([
    { chunks: 20, records: 400 },
    { chunks: 10, records: 200 },
  ]);
  expect(report["moved"]).toBeLessThan(500);
  const store = await openStore(two());
  expect(await rowsOf(store)).toEqual(expected);
  // The collector may not have known that these were stored.
  for (const segment of segments.slice(-3)) await store.insert(segment);
  expect((await store.sql("SELECT count() FROM logs")).rows).toEqual([[600]]);
  await store.close();
});

test("moves to a server too, and nothing twice when its notes are lost", async () => {
  const notes = `${path}-move`;
  renameSync(notes, `${notes}.kept`);
  expect(await moveStore({ path, to: one() })).toMatchObject({ moved: 600 });
  rmSync(notes, { recursive: true });
  expect(await moveStore({ path, to: one() })).toMatchObject({ moved: 0, records: 600 });
  rmSync(notes, { recursive: true });
  renameSync(`${notes}.kept`, notes);
  const store = await openStore(one());
  expect(await rowsOf(store)).toEqual(expected);
  await store.close();
});

test("goes on with one target only, and cuts off a note that was not written to its end", async () => {
  await expect(moveStore({ path, to: one() })).rejects.toMatchObject({
    code: "CW_STORE_MOVE",
    message: expect.stringContaining("cluster duo, database two") as string,
  });
  const state = join(`${path}-move`, "state.ndjson");
  writeFileSync(state, `${readFileSync(state, "utf8")}{"begin":{"chu`);
  const report = await moveStore({ path, to: two() });
  expect(report.moved).toBe(0);
  writeFileSync(state, '{"version":99,"target":""}\n');
  await expect(moveStore({ path, to: one() })).rejects.toThrow(/newer release/);
});

test("tells what there is to move without a word to the server, and names a directory that is no store", async () => {
  const to = { url: "http://127.0.0.1:9" };
  expect(await moveStore({ path, to, dryRun: true })).toMatchObject({ moved: 0, records: 600, dry_run: true });
  await expect(moveStore({ path: join(directory, "none"), to })).rejects.toMatchObject({ code: "CW_STORE_MOVE" });
  expect(existsSync(join(directory, "none"))).toBe(false);
});
