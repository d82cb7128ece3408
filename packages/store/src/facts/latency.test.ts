import { expect, test } from "vitest";
import { Latency } from "./latency.js";

test("counts are cumulative, and what is above all bounds is in the count alone", () => {
  const latency = new Latency([0.005, 0.01, 60]);
  for (const ms of [1, 6, 6, 1_000_000]) latency.add(ms);
  const expected = [
    [0.005, 1],
    [0.01, 3],
    [60, 3],
  ];
  expect(latency.facts()).toEqual({ buckets: expected, count: 4, sum: 1000.013 });
});
