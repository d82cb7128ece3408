import type { MoveProgress } from "@cordwood/store";

/** `moved 34% of 3,000,000 records, about 2 min left` */
export function moveProgressLine({ records, records_total: total, remaining_ms: left }: MoveProgress): string {
  const share = total === 0 ? 100 : Math.min(100, Math.floor((100 * records) / total));
  const rest = left === null || left < 500 ? "" : `, about ${duration(left)} left`;
  return `moved ${share}% of ${total.toLocaleString("en-US")} records${rest}`;
}

function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
