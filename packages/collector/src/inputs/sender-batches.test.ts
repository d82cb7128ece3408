import * as fc from "fast-check";
import { expect, test } from "vitest";
import { applyPositions, type PositionValue } from "../buffer/position.js";
import { batchWindow, sendersMax } from "../limits.js";
import { SenderBatches } from "./sender-batches.js";

/** Batches over positions as a buffer keeps them; answers the batches that were taken. */
function scene(): { send: (sequence: number, sender?: string) => Promise<void>; taken: string[]; kept: () => number } {
  const positions = new Map<string, PositionValue>([["tail:1", { offset: 1 }]]);
  const taken: string[] = [];
  let batches = new SenderBatches(() => positions);
  return {
    taken,
    kept: () => positions.size - 1,
    async send(sequence, sender = "a") {
      await batches.once({ sender, sequence }, async (updates) => {
        await Promise.resolve();
        applyPositions(positions, updates);
        taken.push(`${sender}${sequence}`);
      });
      // As after a restart: nothing but the positions is known.
      if (sequence % 3 === 0) batches = new SenderBatches(() => positions);
    },
  };
}

test("each batch is taken once, in whatever order and however often it comes", async () => {
  const sequences = fc.array(fc.integer({ min: 1, max: batchWindow }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(sequences, async (order) => {
      const { send, taken } = scene();
      for (const sequence of order) await send(sequence);
      expect(taken).toEqual([...new Set(order)].map((sequence) => `a${sequence}`));
    }),
  );
});

test("repeats at the same time wait for the first, and try when it fails", async () => {
  const positions = new Map<string, PositionValue>();
  const batches = new SenderBatches(() => positions);
  let tries = 0;
  const sent = [1, 2, 3].map(() =>
    batches.once({ sender: "a", sequence: 1 }, async (updates) => {
      tries += 1;
      await Promise.resolve();
      if (tries === 1) throw new Error("full");
      applyPositions(positions, updates);
    }),
  );
  const outcomes = await Promise.allSettled(sent);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(tries).toBe(2);
});

test("what is older than the window is taken rather than lost", async () => {
  const { send, taken } = scene();
  await send(1);
  await send(1 + batchWindow);
  await send(1);
  expect(taken).toEqual(["a1", `a${1 + batchWindow}`, "a1"]);
});

test("senders are bounded; those heard of longest ago are forgotten, positions of files are not", async () => {
  const { send, taken, kept } = scene();
  for (let n = 0; n <= sendersMax; n += 1) await send(1, `s${n}-`);
  expect(kept()).toBe(sendersMax);
  await send(1, `s${sendersMax}-`);
  expect(taken.length).toBe(sendersMax + 1);
});
