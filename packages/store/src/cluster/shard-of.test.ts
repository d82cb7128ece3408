import { expect, test } from "vitest";

import { shardOf } from "./shard-of.js";

const chunks = Array.from(
  { length: 3000 },
  (_, index) => (BigInt(1_767_348_000_000 + index) << 20n) + BigInt(index % 3),
);

test.each([1, 2, 3, 7])("spreads chunks evenly over %i shards", (shards) => {
  const places = chunks.map((chunk) => shardOf(chunk, shards));
  for (let shard = 0; shard < shards; shard += 1) {
    const count = places.filter((place) => place === shard).length;
    expect(Math.abs(count - 3000 / shards)).toBeLessThan(3000 / shards / 4);
  }
});

test("a further shard takes chunks, and moves no others", () => {
  const moved = chunks.filter((chunk) => shardOf(chunk, 3) !== shardOf(chunk, 4));
  expect(moved.every((chunk) => shardOf(chunk, 4) === 3)).toBe(true);
  expect(moved.length).toBeGreaterThan(500);
});
