import { expect, test } from "vitest";
import { Latency } from "./latency.js";

test("counts are cumulative, and what is above all bounds is in the count alone", () => {
  const latency = new Latency();
  for (const ms of [1, 6, 6, 1_000_000]) latency.add(ms);
  const { buckets, sum, count } = latency.snapshot();
  expect(buckets.map(([, upTo]) => upTo)).toEqual([1, 3, 3, 3, 3, 3, 3, 3]);
  expect([sum, count]).toEqual([1000.013, 4]);
});
