import { expect, test } from "vitest";
import { positionsMax } from "../limits.js";
import { applyPositions, mergePositions, type PositionUpdate } from "./position.js";

test("later changes win, and null forgets", () => {
  const positions = new Map([["a", { offset: 1 }]]);
  const updates: PositionUpdate[] = [
    ["b", { offset: 2 }],
    ["b", { offset: 3 }],
    ["a", null],
  ];
  expect(mergePositions(updates)).toEqual([
    ["b", { offset: 3 }],
    ["a", null],
  ]);
  applyPositions(positions, updates);
  expect([...positions]).toEqual([["b", { offset: 3 }]]);
});

test("those changed longest ago go when there are too many", () => {
  const positions = new Map(Array.from({ length: positionsMax }, (_, n) => [`k${n}`, { offset: n }] as const));
  applyPositions(positions, [
    ["k0", { offset: 7 }],
    ["new", { offset: 1 }],
  ]);
  expect(positions.size).toBe(positionsMax);
  expect(positions.has("k1")).toBe(false);
  expect(positions.get("k0")).toEqual({ offset: 7 });
});
