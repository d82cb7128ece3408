import type { HistogramResponse } from "@cordwood/server/api";
import { describe, expect, it } from "vitest";
import { layOutBars, spanOfBars, stackBar, totalsByStep } from "./bars.js";

const from = Date.parse("2026-01-01T00:00:00Z");
const stats = { rows_read: 0, bytes_read: 0, elapsed_ms: 0 };
const histogram: HistogramResponse = {
  interval_ms: 60_000,
  buckets: [
    { time: "2026-01-01T00:01:00.000000000Z", total: 5, counts: { info: 4, error: 1 } },
    { time: "2026-01-01T00:03:00Z", total: 2, counts: { WARN: 2 } },
  ],
  stats,
};
const bars = layOutBars(histogram, { fromMs: from + 30_000, toMs: from + 300_000 });

describe("layOutBars", () => {
  it("fills the range with the intervals the server left out", () => {
    expect(bars.map((bar) => bar.total)).toEqual([0, 5, 0, 2, 0]);
    expect(bars[0]?.fromMs).toBe(from);
  });

  it("lays out an empty histogram", () => {
    const empty = layOutBars({ interval_ms: 1_000, buckets: [], stats }, { fromMs: from, toMs: from + 3_000 });
    expect(empty.map((bar) => bar.total)).toEqual([0, 0, 0]);
  });

  it("bounds the number of bars", () => {
    expect(layOutBars({ interval_ms: 0, buckets: [], stats }, { fromMs: 0, toMs: 1e12 })).toHaveLength(2_000);
  });
});

describe("stackBar", () => {
  it("stands the most severe level on the baseline and shows the smallest count", () => {
    const bar = { ...bars[1]!, counts: { ...bars[1]!.counts, info: 100_000 } };
    const [error, info] = stackBar(bar, 100_001, 100);
    expect(error).toMatchObject({ step: "error", height: 1.5, y: 98.5 });
    expect(info?.step).toBe("info");
  });
});

describe("totalsByStep", () => {
  it("adds up all bars", () => expect(totalsByStep(bars)).toMatchObject({ info: 4, error: 1, warning: 2 }));
});

describe("spanOfBars", () => {
  it("spans two bars in either order", () => {
    const span = { fromMs: from + 60_000, toMs: from + 240_000 };
    expect(spanOfBars(bars, 1, 3)).toEqual(span);
    expect(spanOfBars(bars, 3, 1)).toEqual(span);
  });
});
