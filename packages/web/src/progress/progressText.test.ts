import { expect, test } from "vitest";
import { progressText } from "./progressText.js";

const status = { id: "i", kind: "search", query: "*", memory_bytes: 0 };

test.each([
  [undefined, "Waiting for the engine"],
  [{ ...status, rows_read: 0, rows_total: 0, elapsed_ms: 10, remaining_ms: null }, "Waiting for the engine"],
  [
    { ...status, rows_read: 1_020_000, rows_total: 3_000_000, elapsed_ms: 2_100, remaining_ms: 4_076 },
    "34% of 3M records · 2s · about 4s left",
  ],
  [{ ...status, rows_read: 10, rows_total: 10, elapsed_ms: 65_000, remaining_ms: 0 }, "100% of 10 records · 1m 5s"],
])("%j", (given, expected) => {
  expect(progressText(given)).toBe(expected);
});
