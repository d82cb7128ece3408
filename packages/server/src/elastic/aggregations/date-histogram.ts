import { quoteText } from "@cordwood/store/query";
import { plus, readDate } from "../date-math.js";
import { argumentError, parsingError } from "../elastic-error.js";
import { isDate } from "../field-name.js";
import { asObject, asText, type Body, shown } from "../json-shape.js";
import { localToUtc, offsetMs, zoneName } from "../time-zone.js";
import type { BucketKind } from "./aggregation.js";
import { formatDate } from "./date-format.js";
import { fieldOf } from "./field-expression.js";
import { bucketsAmong, metricsAmong } from "./inner-metrics.js";
import { groupId, statsOf, within } from "./level.js";
import { listsByGroup } from "./terms.js";
import { bucketsInOrder, bucketsMax } from "./ordered-buckets.js";

/** One interval: what `timefloor` takes, and what moves on to the next. */
interface Interval {
  unit: string;
  step: readonly [count: number, unit: string];
}

const calendar: Record<string, Interval> = {
  minute: { unit: "1m", step: [1, "m"] },
  hour: { unit: "1h", step: [1, "h"] },
  day: { unit: "day", step: [1, "d"] },
  week: { unit: "week", step: [1, "w"] },
  month: { unit: "month", step: [1, "M"] },
  quarter: { unit: "quarter", step: [1, "q"] },
  year: { unit: "year", step: [1, "y"] },
};
const short: Record<string, string> = {
  "1m": "minute",
  "1h": "hour",
  "1d": "day",
  "1w": "week",
  "1M": "month",
  "1q": "quarter",
  "1y": "year",
};

/** `date_histogram`: a bucket for each interval of time. */
export const dateHistogram: BucketKind = async ({ aggregation, level, ask, run, nowMs }) => {
  const { body, inner } = aggregation;
  const field = fieldOf(body, "date_histogram");
  if (!isDate(field))
    throw argumentError(`Field [${field}] of type [keyword] is not supported for aggregation [date_histogram]`);
  if (body["offset"] !== undefined) throw parsingError("[date_histogram] offset is not supported here");
  const interval = intervalOf(body);
  const zone = body["time_zone"] === undefined ? "UTC" : asText(body["time_zone"], "date_histogram");
  offsetMs(zone, nowMs);
  const metrics = metricsAmong(inner);
  const grouped = within(level, `timefloor(time, ${quoteText(interval.unit)}, ${quoteText(zoneName(zone))})`);
  const rows = await ask.table(statsOf(grouped, metrics.columns));
  const buckets = bucketsAmong(inner);
  const inside = buckets.length === 0 || rows.length === 0 ? undefined : await run(buckets, grouped);
  const depth = level.keys.length;
  const lists = listsByGroup(rows, depth);
  const next = (ms: number): number => {
    const local = plus(ms + offsetMs(zone, ms), interval.step[0], interval.step[1]);
    return Math.max(ms + 1, localToUtc(zone, local));
  };
  const bounds = boundsOf(body, { interval, zone, nowMs });
  return (group) => {
    const bucketOf = (row: readonly unknown[]): Body => ({
      key_as_string: formatDate(Date.parse(String(row[depth])), zone, body["format"]),
      key: Date.parse(String(row[depth])),
      doc_count: Number(row[depth + 1]),
      ...metrics.read(row.slice(depth + 2)),
      ...inside?.([...group, row[depth]]).answers,
    });
    const found = (lists.get(groupId(group)) ?? []).map((row) => bucketOf(row));
    const empty = (key: number): Body => ({
      key_as_string: formatDate(key, zone, body["format"]),
      key,
      doc_count: 0,
      ...metrics.read([]),
      ...inside?.([...group, null]).answers,
    });
    return { buckets: bucketsInOrder(found, { body, next, bounds, empty }) };
  };
};

function intervalOf(body: Body): Interval {
  const { calendar_interval: given, fixed_interval: fixed, interval } = body;
  const named =
    given ??
    (typeof interval === "string" && (Object.hasOwn(calendar, interval) || Object.hasOwn(short, interval))
      ? interval
      : undefined);
  if (named !== undefined) {
    const unit = asText(named, "date_histogram");
    const found = calendar[short[unit] ?? unit];
    if (found !== undefined) return found;
    throw argumentError(`The supplied interval [${unit}] could not be parsed as a calendar interval.`);
  }
  const match = /^(\d{1,6})(ms|s|m|h|d)$/.exec(shown(fixed ?? interval ?? ""));
  if (match === null)
    throw argumentError(
      "Invalid interval specified, must be non-null and non-empty: use [calendar_interval] or [fixed_interval]",
    );
  const [text, count, unit = "s"] = match;
  // A millisecond is no unit of the calendar: the step is counted in seconds.
  return { unit: text, step: unit === "ms" ? [Number(count) / 1000, "s"] : [Number(count), unit] };
}

/** The first and last keys of `extended_bounds`; `hard_bounds` are not supported. */
function boundsOf(
  body: Body,
  at: { interval: Interval; zone: string; nowMs: number },
): readonly [number, number] | undefined {
  if (body["hard_bounds"] !== undefined)
    throw parsingError("[date_histogram] hard_bounds is not supported here; narrow the query");
  if (body["extended_bounds"] === undefined) return undefined;
  const { min, max } = asObject(body["extended_bounds"], "extended_bounds");
  const { nowMs, zone } = at;
  const [first, last] = [min, max].map((bound) => floorKey(readDate(bound, { nowMs, zone }), at));
  return first === undefined || last === undefined || (last - first) / Math.max(1, roughMs(at.interval)) > bucketsMax
    ? undefined
    : [first, last];
}

const unitMs: Record<string, number> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  q: 7_776_000_000,
  y: 31_536_000_000,
};

const roughMs = ({ step: [count, unit] }: Interval): number => count * (unitMs[unit] ?? 1000);

/** The beginning of the interval in which a moment lies. */
function floorKey(ms: number, { interval, zone }: { interval: Interval; zone: string }): number {
  const [count, unit] = interval.step;
  const local = ms + offsetMs(zone, ms);
  if (!["M", "q", "y", "w"].includes(unit)) {
    const step = count * (unitMs[unit] ?? 1000);
    return localToUtc(zone, Math.floor(local / step) * step);
  }
  const date = new Date(local);
  const day = Math.floor(local / 86_400_000) * 86_400_000;
  if (unit === "w") return localToUtc(zone, day - ((date.getUTCDay() + 6) % 7) * 86_400_000);
  const month = unit === "y" ? 0 : unit === "q" ? Math.floor(date.getUTCMonth() / 3) * 3 : date.getUTCMonth();
  return localToUtc(zone, Date.UTC(date.getUTCFullYear(), month, 1));
}
