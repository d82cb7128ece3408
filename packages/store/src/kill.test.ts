// Kills a process in the middle of its inserts, for real, and looks at what is stored.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openStore } from "./open-store.js";
import type { Segment } from "./record.js";
import { SegmentMaker } from "./testing/segments.js";

const script = join(import.meta.dirname, "testing", "insert-forever.mjs");
const recordsPerSegment = 5000;
const day = 86_400_000;

let directory: string;
let path: string;
let child: { kill(signal: NodeJS.Signals): boolean } | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-kill-"));
  path = join(directory, "store");
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

/** Segments whose records fall into many partitions, so that an insert is cut off between them too. */
function makeSegments(count: number): Segment[] {
  const maker = new SegmentMaker(directory);
  const now = Date.now();
  return Array.from({ length: count }, (_, segment) =>
    maker.make(
      Array.from({ length: recordsPerSegment }, (_, line) => ({
        ms: now - (line % 40) * day - line,
        message: `segment ${segment} line ${line}`,
        service: `s${segment}`,
      })),
    ),
  );
}

/** Runs the child on the segments; kills it after so many were stored and a moment more. Gives those it called stored. */
async function run(segments: Segment[], killAfter: number, momentMs: number): Promise<string[]> {
  const stored: string[] = [];
  const started = spawn(process.execPath, [script, path, ...segments.map((segment) => JSON.stringify(segment))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  const exited = once(started, "exit");
  for await (const line of createInterface({ input: started.stdout })) {
    if (line.startsWith("stored ")) stored.push(line.slice(7));
    if (stored.length >= killAfter) setTimeout(() => started.kill("SIGKILL"), momentMs);
  }
  await exited;
  return stored;
}

async function countByChunk(): Promise<Map<string, number>> {
  const store = await openStore({ path });
  const { rows } = await store.sql("SELECT toString(chunk), count(), uniqExact(seq) FROM logs GROUP BY 1");
  await store.close();
  for (const [, count, lines] of rows) expect(count).toBe(lines);
  return new Map(rows.map(([chunk, count]) => [String(chunk), Number(count)]));
}

test("kill -9 while inserting loses nothing that was stored, and the same segments again are stored once", async () => {
  const segments = makeSegments(6);
  const stored = new Set<string>();
  for (const [round, momentMs] of [3, 40, 90].entries()) {
    for (const chunk of await run(segments, round + 1, momentMs)) stored.add(chunk);
    const counts = await countByChunk();
    for (const chunk of stored) expect(counts.get(chunk)).toBe(recordsPerSegment);
  }
  await run(segments, Number.POSITIVE_INFINITY, 0);
  const counts = await countByChunk();
  expect([...counts.values()]).toEqual(segments.map(() => recordsPerSegment));
}, 60_000);
