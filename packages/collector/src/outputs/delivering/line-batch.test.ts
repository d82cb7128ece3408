import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type BatchBounds, type LineBatch, readBatches } from "./line-batch.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-batch-"));
const path = join(folder, "segment");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function batchesOf(lines: readonly string[], bounds: BatchBounds, from?: number): Promise<LineBatch[]> {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  const batches: LineBatch[] = [];
  for await (const batch of readBatches(path, bounds, from)) batches.push(batch);
  return batches;
}

const linesOf = (batches: readonly LineBatch[]): string[] =>
  batches.flatMap((batch) => batch.lines().map((line) => line.toString()));

test("batches end at their bounds; a longer line is a batch of its own", async () => {
  const batches = await batchesOf(["a", "bb", "ccc", "dddddddddddd", "e", "f", "g"], { recordsMax: 3, bytesMax: 8 });
  expect(batches.map(({ first, count }) => [first, count])).toEqual([
    [0, 2],
    [2, 1],
    [3, 1],
    [4, 3],
  ]);
});

test("all lines come once, in order, from any line on, within the bounds", async () => {
  const line = fc.stringMatching(/^[a-z]{0,20}$/);
  const bounds = fc.record({ recordsMax: fc.integer({ min: 1, max: 5 }), bytesMax: fc.integer({ min: 1, max: 30 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), bounds, fc.nat(35), async (lines, bound, from) => {
      const batches = await batchesOf(lines, bound, from);
      expect(linesOf(batches)).toEqual(lines.slice(from));
      for (const batch of batches) {
        expect(batch.count).toBeLessThanOrEqual(bound.recordsMax);
        if (batch.count > 1) expect(batch.data.length).toBeLessThanOrEqual(bound.bytesMax);
        expect(linesOf(batch.halves())).toEqual(linesOf([batch]));
      }
    }),
    { numRuns: 60 },
  );
});
