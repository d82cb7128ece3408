import { expect, test } from "vitest";
import type { Batch } from "../../buffer/append-queue.js";
import { batchesInFlightMax, tailBatchBytes } from "../../limits.js";
import { TailBatch } from "./tail-batch.js";

/** A target that takes a batch when it is told to. */
class SlowTarget {
  readonly batches: { text: string; positions: Batch["positions"] }[] = [];
  readonly #taken: (() => void)[] = [];

  append({ data, positions }: Batch): Promise<void> {
    this.batches.push({ text: Buffer.from(data).toString("utf8"), positions });
    return new Promise((resolve) => this.#taken.push(resolve));
  }

  take(): void {
    for (const resolve of this.#taken.splice(0)) resolve();
  }
}

function newBatch(target: SlowTarget): TailBatch {
  return new TailBatch(target, () => {});
}

function read(batch: TailBatch, file: string, line: string): void {
  batch.writer.writeLine(line);
  batch.setPosition(file, { path: file, offset: line.length });
}

test("what is read while an append is under way goes together, each file with its last place", async () => {
  const target = new SlowTarget();
  const batch = newBatch(target);
  read(batch, "a", "1");
  await batch.offer();
  read(batch, "a", "2");
  await batch.offer();
  read(batch, "b", "33");
  read(batch, "a", "444");
  await batch.offer();
  expect(target.batches).toEqual([{ text: "1\n", positions: [["a", { path: "a", offset: 1 }]] }]);
  const flushed = batch.flush();
  target.take();
  await flushed;
  const positions = [
    ["a", { path: "a", offset: 3 }],
    ["b", { path: "b", offset: 2 }],
  ];
  expect(target.batches[1]).toEqual({ text: "2\n33\n444\n", positions });
});

test("a full buffer is waited for, but not by one who stops", async () => {
  const target = new SlowTarget();
  const batch = newBatch(target);
  const line = "x".repeat(tailBatchBytes);
  for (let n = 1; n < batchesInFlightMax; n += 1) {
    read(batch, "a", line);
    await batch.offer();
  }
  read(batch, "a", line);
  let waited = false;
  const offered = batch.offer().finally(() => {
    waited = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(waited).toBe(false);
  batch.stop();
  await offered;
  expect(target.batches.length).toBe(batchesInFlightMax);
});
