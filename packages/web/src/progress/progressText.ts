import type { QueryStatus } from "@cordwood/server/api";
import { formatSpan } from "../range/range.js";
import { formatCompact } from "../text/count.js";

const seconds = (ms: number): string => formatSpan(Math.max(1_000, Math.round(ms / 1_000) * 1_000));

/** `34% of 3M records · 2s · about 4s left`. */
export function progressText(status: QueryStatus | undefined): string {
  if (status === undefined || status.rows_total === 0) return "Waiting for the engine";
  const { rows_read: read, rows_total: total, elapsed_ms: elapsed, remaining_ms: left } = status;
  const rest = left === null || left < 500 ? "" : ` · about ${seconds(left)} left`;
  return `${Math.floor((100 * read) / total)}% of ${formatCompact(total)} records · ${seconds(elapsed)}${rest}`;
}
