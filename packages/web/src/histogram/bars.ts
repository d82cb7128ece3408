import type { HistogramResponse } from "@cordwood/server/api";
import { countsByStep, type LevelStep, stackOrder } from "../level/level.js";
import { isoToMs } from "../range/moment.js";
import type { Range } from "../range/range.js";

/** One interval of the histogram. */
export interface Bar {
  fromMs: number;
  toMs: number;
  total: number;
  counts: Record<LevelStep, number>;
}

const noCounts = countsByStep({});

/** Lays the buckets out over the whole range, empty intervals included; the server may leave those out. */
export function layOutBars(histogram: HistogramResponse, range: Range): Bar[] {
  const step = Math.max(1, histogram.interval_ms);
  const filled = new Map(histogram.buckets.map((bucket) => [isoToMs(bucket.time), bucket]));
  const anchor = filled.keys().next().value ?? 0;
  const first = Math.floor((range.fromMs - anchor) / step) * step + anchor;
  const count = Math.min(barsMax, Math.ceil((range.toMs - first) / step));
  return Array.from({ length: count }, (_, index) => {
    const fromMs = first + index * step;
    const bucket = filled.get(fromMs);
    return {
      fromMs,
      toMs: fromMs + step,
      total: bucket?.total ?? 0,
      counts: bucket === undefined ? noCounts : countsByStep(bucket.counts),
    };
  });
}

/** A server that chooses a far too small interval must not freeze the page. */
const barsMax = 2_000;

/** One coloured piece of a bar, in the units of the drawing. */
export interface Segment {
  step: LevelStep;
  y: number;
  height: number;
}

/** Stacks a bar's counts from the baseline up. What is not nothing gets at least one unit, so that one error shows. */
export function stackBar(bar: Bar, highest: number, height: number): Segment[] {
  let base = height;
  return stackOrder
    .filter((step) => bar.counts[step] > 0)
    .map((step) => {
      const size = Math.max(1.5, (bar.counts[step] / Math.max(1, highest)) * (height - 4));
      base -= size;
      return { step, y: base, height: size };
    });
}

/** Sums of all bars by level. */
export function totalsByStep(bars: readonly Bar[]): Record<LevelStep, number> {
  const sums = countsByStep({});
  for (const bar of bars) {
    for (const step of stackOrder) sums[step] += bar.counts[step];
  }
  return sums;
}

/** The range that two bars span, in either order. */
export function spanOfBars(bars: readonly Bar[], left: number, right: number): Range | null {
  const first = bars[Math.min(left, right)];
  const last = bars[Math.max(left, right)];
  return first && last ? { fromMs: first.fromMs, toMs: last.toMs } : null;
}
