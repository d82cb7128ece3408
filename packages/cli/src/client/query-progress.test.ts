import { expect, test } from "vitest";
import { progressLine } from "./query-progress.js";

const status = { id: "i", kind: "search", query: "*", rows_read: 0, rows_total: 0, memory_bytes: 0 };

test.each([
  [{ elapsed_ms: 900, remaining_ms: null }, "searching: waiting, 1 s (Ctrl-C ends it)"],
  [
    { rows_read: 1_020_000, rows_total: 3_000_000, elapsed_ms: 2100, remaining_ms: 4076 },
    "searching: 34% of 3,000,000 rows, 2 s, about 4 s left (Ctrl-C ends it)",
  ],
  [
    { rows_read: 10, rows_total: 10, elapsed_ms: 3000, remaining_ms: 0 },
    "searching: 100% of 10 rows, 3 s (Ctrl-C ends it)",
  ],
])("%j", (given, expected) => {
  expect(progressLine({ ...status, ...given })).toBe(expected);
});
