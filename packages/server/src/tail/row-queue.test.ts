import type { Row } from "@cordwood/store";
import { array, assert, constantFrom, nat, oneof, property, record } from "fast-check";
import { expect, test } from "vitest";
import { RowQueue } from "./row-queue.js";

const rows = (from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index) }) as Row);

test("every row is taken in order or counted as dropped", () => {
  const step = oneof(record({ push: nat(20) }), record({ take: constantFrom(1, 5, 100) }));
  assert(
    property(array(step), (steps) => {
      const queue = new RowQueue(10);
      let pushed = 0;
      let taken = 0;
      let dropped = 0;
      let last = -1;
      const take = (count: number): void => {
        const piece = queue.take(count);
        taken += piece.rows.length;
        dropped += piece.dropped;
        for (const { id } of piece.rows) {
          expect(Number(id)).toBeGreaterThan(last);
          last = Number(id);
        }
      };
      for (const one of steps) {
        if ("push" in one) queue.push(rows(pushed, one.push));
        if ("push" in one) pushed += one.push;
        else take(one.take);
      }
      take(Infinity);
      expect(taken + dropped).toBe(pushed);
    }),
  );
});

test("wakes who waits", async () => {
  const queue = new RowQueue(10);
  const waiting = queue.ready(60_000);
  queue.push(rows(0, 1));
  await waiting;
  await queue.ready(60_000);
  queue.take(1);
  const again = queue.ready(60_000);
  queue.wake();
  await again;
  expect(queue.take(1)).toEqual({ rows: [], dropped: 0 });
});
