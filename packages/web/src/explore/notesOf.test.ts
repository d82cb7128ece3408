import { expect, test } from "vitest";
import { notesOf } from "./notesOf.js";

const stats = { rows_read: 1, bytes_read: 1, elapsed_ms: 1 };

test("tells which shards are missing before hints", () => {
  expect(notesOf({ stats })).toEqual([]);
  expect(notesOf({ stats: { ...stats, partial: { shards: 3, shards_missing: [2] } }, hints: ["a hint"] })).toEqual([
    "Shard 2 of 3 did not answer: what they hold is missing here.",
    "a hint",
  ]);
});
