import { expect, test } from "vitest";
import { moveProgressLine } from "./move-progress-line.js";

test.each([
  [0, 0, null, "moved 100% of 0 records"],
  [340, 1000, 90_000, "moved 34% of 1,000 records, about 90 s left"],
  [340, 1000, 600_000, "moved 34% of 1,000 records, about 10 min left"],
  [340, 1000, 36_000_000, "moved 34% of 1,000 records, about 10 h left"],
  [1000, 1000, 0, "moved 100% of 1,000 records"],
])("tells how far a move is: %i of %i", (records, records_total, remaining_ms, expected) => {
  expect(moveProgressLine({ records, records_total, elapsed_ms: 1, remaining_ms })).toBe(expected);
});
