// What to do about a query that was stopped at a limit, said for this very query.

import { StoreError, type StoreErrorCode } from "./errors.js";
import { formatDuration, parse, type Query } from "./query/index.js";
import { AndFilter } from "./query/filters/and.js";
import { NotFilter } from "./query/filters/not.js";
import { OrFilter } from "./query/filters/or.js";
import type { Filter } from "./query/filter.js";
import type { TimeRange } from "./store.js";

const limits: ReadonlySet<StoreErrorCode> = new Set([
  "CW_STORE_QUERY_TIMEOUT",
  "CW_STORE_QUERY_MEMORY",
  "CW_STORE_QUERY_ROWS",
]);

interface Asked {
  query: string;
  range?: Partial<TimeRange>;
}

/** Runs a query; when it is stopped at a limit, the error's `hint` says how this query can be narrowed. */
export async function hintingAt<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError && limits.has(error.code))
      error.hint = narrowingHint(parse(asked.query), asked.range);
    throw error;
  }
}

/** How a query can be narrowed, the most helpful first. */
export function narrowingHint(query: Query, range: Partial<TimeRange> | undefined): string {
  const fields = query.filter.fields();
  const all = [
    shorter(range),
    fields.includes("service") ? "" : "name a service, as in service:shop",
    hasScan(query.filter) ? "put a whole word beside the expression or wildcard: words are found by an index" : "",
    query.stages.some(({ kind }) => kind === "stats" || kind === "dedup")
      ? "group by fewer fields, or by ones with fewer values"
      : "",
    query.stages.some(({ kind }) => kind === "sort") ? "filter before sort" : "",
  ];
  const [first = "", ...others] = all.filter((each) => each !== "");
  return [`to narrow it, ${first}`, ...others].join("; ");
}

/** A tenth of the range, in one unit. */
function shorter(range: Partial<TimeRange> | undefined): string {
  if (range?.from === undefined) return "give a range of time, as in from=now-1h";
  const to = range.to ?? BigInt(Date.now()) * 1_000_000n;
  const tenth = (to - range.from) / 10n;
  const unit = units.find((each) => tenth >= each) ?? 1_000_000n;
  const rounded = (tenth / unit) * unit;
  return rounded > 0n ? `take a shorter range of time, such as ${formatDuration(rounded)}` : "";
}

const second = 1_000_000_000n;
const units = [86_400n * second, 3600n * second, 60n * second, second];

/** Whether some filter has to look at every value: an expression, or a wildcard. */
function hasScan(filter: Filter): boolean {
  if (filter instanceof AndFilter || filter instanceof OrFilter) return filter.filters.some(hasScan);
  if (filter instanceof NotFilter) return hasScan(filter.filter);
  return filter.kind === "regex" || filter.kind === "wildcard";
}
