import { expect, test } from "vitest";
import { type ChartRows, fillGaps } from "./fill-gaps.js";

const minute = 60_000_000_000n;
const at = (minutes: number): string => `2026-01-01T00:${String(minutes).padStart(2, "0")}:00.000000000Z`;
const from = BigInt(Date.UTC(2026, 0, 1)) * 1_000_000n;
const chart: ChartRows = { step: minute, shift: 0n, from: undefined, to: undefined, keys: 0, empties: [0] };
const range = { from: from + 30_000_000_000n, to: from + 3n * minute };

test.each<[string, unknown[][], Partial<ChartRows>, unknown[][]]>([
  [
    "between the first and the last row",
    [
      [at(1), 5],
      [at(3), 2],
    ],
    {},
    [
      [at(1), 5],
      [at(2), 0],
      [at(3), 2],
    ],
  ],
  [
    "over the range of the query",
    [[at(1), 5]],
    range,
    [
      [at(0), 0],
      [at(1), 5],
      [at(2), 0],
    ],
  ],
  [
    "a range without records",
    [],
    range,
    [
      [at(0), 0],
      [at(1), 0],
      [at(2), 0],
    ],
  ],
  ["nothing where nothing is known", [], {}, []],
  [
    "each series, the others last",
    [
      [at(1), "other", 1, 1.5],
      [at(1), "x", 2, 3],
      [at(2), "y", 1, 2],
    ],
    { keys: 1, empties: [0, null] },
    [
      [at(1), "x", 2, 3],
      [at(1), "y", 0, null],
      [at(1), "other", 1, 1.5],
      [at(2), "x", 0, null],
      [at(2), "y", 1, 2],
      [at(2), "other", 0, null],
    ],
  ],
  ["no more intervals than a chart has", [[at(1), 5]], { ...range, to: from + 9_000n * minute }, [[at(1), 5]]],
])("fills %s", (_, rows, more, expected) => {
  expect(fillGaps(rows, { ...chart, ...more })).toEqual(expected);
});
