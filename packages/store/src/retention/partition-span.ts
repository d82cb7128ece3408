// The times that a partition covers, from the number in its name (schema/records-table.ts makes it).

/** Half-open, in milliseconds since the epoch; infinite where a partition has no end. */
export interface PartitionSpan {
  fromMs: number;
  toMs: number;
}

/** Reads YYYYMMDD, with DD = 0 for a month and MM = 0 for a year, 0 for all before 1990, 99990000 for the future. */
export function readSpan(span: number): PartitionSpan {
  if (span === 0) return { fromMs: Number.NEGATIVE_INFINITY, toMs: Date.UTC(1990, 0) };
  const year = Math.floor(span / 10_000);
  const month = Math.floor(span / 100) % 100;
  const day = span % 100;
  if (year === 9999) return { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  if (month === 0) return { fromMs: Date.UTC(year, 0), toMs: Date.UTC(year + 1, 0) };
  if (day === 0) return { fromMs: Date.UTC(year, month - 1), toMs: Date.UTC(year, month) };
  return { fromMs: Date.UTC(year, month - 1, day), toMs: Date.UTC(year, month - 1, day + 1) };
}
