import type { Engine } from "./engine/engine.js";
import { chooseInterval, floorTo } from "./interval.js";
import { bucketsDefault, bucketsMax, seriesMax } from "./limits.js";
import { allOf, int64, integer, type Sql, sql, timestamp } from "./query/sql.js";
import { formatTime } from "./query/index.js";
import { partialOf } from "./partial.js";
import type { Selection } from "./selection.js";
import type { Histogram, QueryStats, TimeRange } from "./store.js";

interface HistogramRequest {
  range?: Partial<TimeRange> | undefined;
  by: string;
  buckets?: number | undefined;
}

/**
 * Counts per interval, split by a field. Where the range is open the first and last selected record close it; the
 * interval is a round one that gives about as many buckets as asked for.
 */
export async function queryHistogram(
  engine: Engine,
  selection: Selection,
  request: HistogramRequest,
  signal?: AbortSignal,
): Promise<Histogram> {
  const buckets = Math.min(Math.max(request.buckets ?? bucketsDefault, 1), bucketsMax);
  const { range, stats: before } = await closeRange(engine, selection, request.range, signal);
  if (range === undefined) return { interval_ms: 0, buckets: [], stats: before };
  const interval = chooseInterval(range.to - range.from, buckets);
  const base = floorTo(range.from, interval);
  const statement = countStatement(selection, request.by, { base, interval, range });
  const { rows, stats } = await engine.query("read", statement, signal);
  return {
    interval_ms: Number(interval) / 1e6,
    buckets: fillBuckets(rows, base, interval, range.to),
    stats: { ...stats, ...partialOf(before, stats) },
  };
}

const noStats: QueryStats = { rows_read: 0, bytes_read: 0, elapsed_ms: 0 };

async function closeRange(
  engine: Engine,
  selection: Selection,
  range: Partial<TimeRange> | undefined,
  signal?: AbortSignal,
): Promise<{ range: TimeRange | undefined; stats: QueryStats }> {
  if (range?.from !== undefined && range.to !== undefined)
    return { range: range.to > range.from ? (range as TimeRange) : undefined, stats: noStats };
  const { rows, stats } = await engine.query(
    "read",
    sql`SELECT toUnixTimestamp64Nano(min(ts)), toUnixTimestamp64Nano(max(ts)), count() FROM ${selection.source} WHERE ${selection.where}`,
    signal,
  );
  const [first, last, count] = rows[0] ?? [];
  if (Number(count) === 0) return { range: undefined, stats };
  return { range: { from: range?.from ?? BigInt(String(first)), to: range?.to ?? BigInt(String(last)) + 1n }, stats };
}

interface Grid {
  base: bigint;
  interval: bigint;
  range: TimeRange;
}

function countStatement(selection: Selection, by: string, { base, interval, range }: Grid): Sql {
  const { source, where } = selection;
  const field = selection.resolve(by);
  const value = sql`toString(${field.sql})`;
  const inside = allOf([where, sql`ts >= ${timestamp(range.from)}`, sql`ts < ${timestamp(range.to)}`]);
  const frequent = sql`SELECT ${value} FROM ${source} WHERE ${inside} GROUP BY 1 ORDER BY count() DESC LIMIT ${integer(seriesMax)}`;
  const series = by === "level" ? value : sql`if(${value} IN (${frequent}), ${value}, ${otherName})`;
  return sql`SELECT intDiv(toUnixTimestamp64Nano(ts) - ${int64(base)}, ${int64(interval)}) AS bucket, ${series} AS series, count()
FROM ${source} WHERE ${inside} GROUP BY bucket, series ORDER BY bucket, series LIMIT ${integer(bucketsMax * (seriesMax + 1))}`;
}

/** Name of the series that adds up the values beyond the most frequent ones. */
const otherName = sql`'other'`;

function fillBuckets(rows: unknown[][], base: bigint, interval: bigint, to: bigint): Histogram["buckets"] {
  const buckets: Histogram["buckets"] = [];
  for (let start = base; start < to && buckets.length <= bucketsMax + 1; start += interval) {
    buckets.push({ time: formatTime(start), total: 0, counts: Object.create(null) as Record<string, number> });
  }
  for (const [index, series, count] of rows) {
    const bucket = buckets[Number(index)];
    if (bucket === undefined) continue;
    bucket.total += Number(count);
    bucket.counts[String(series)] = Number(count);
  }
  return buckets;
}
