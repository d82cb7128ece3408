import type { Engine } from "./engine/engine.js";
import { valuesMax, valuesSampleAbove, valuesSampleMin } from "./limits.js";
import { integer, sql } from "./query/sql.js";
import { storedRows, takeSample } from "./sampling.js";
import type { Selection } from "./selection.js";
import { partialOf } from "./partial.js";
import type { FieldValues } from "./store.js";

/** From where on a sample will do. */
export interface ValuesSampling {
  /** Records of the store up to which all are looked at. */
  above: number;
  /** Records of a sample that are enough; below, the selection is rare, and looked at itself. */
  recordsMin: number;
}

const usual: ValuesSampling = { above: valuesSampleAbove, recordsMin: valuesSampleMin };

/**
 * The most frequent values of a field, and the number of selected records that have it. Where the store holds more than
 * {@link valuesSampleAbove} records the numbers are estimates from a sample, and say so.
 */
export async function queryValues(
  engine: Engine,
  selection: Selection,
  request: { field: string; limit: number },
  signal?: AbortSignal,
  sampling: ValuesSampling = usual,
): Promise<FieldValues> {
  const rows = selection.stored ? await storedRows(engine, signal) : 0;
  const factor = Math.ceil(rows / sampling.above);
  if (factor > 1) {
    const sampled = await count(engine, takeSample(selection, factor), request, signal);
    if (sampled.total >= sampling.recordsMin) return scaled(sampled, factor);
  }
  return count(engine, selection, request, signal);
}

function scaled({ values, total, ...rest }: FieldValues, factor: number): FieldValues {
  return {
    values: values.map(({ value, count: counted }) => ({ value, count: counted * factor })),
    total: total * factor,
    approximate: true,
    sampled_share: 1 / factor,
    ...rest,
  };
}

async function count(
  engine: Engine,
  selection: Selection,
  { field, limit }: { field: string; limit: number },
  signal?: AbortSignal,
): Promise<FieldValues> {
  const found = selection.resolve(field);
  const most = integer(Math.min(Math.max(limit, 1), valuesMax));
  const { rows, stats } = await engine.query(
    "read",
    sql`SELECT ${found.type === "string" ? found.sql : sql`toString(${found.sql})`} AS value, count() AS records, sum(records) OVER () AS total
FROM ${selection.source} WHERE ${selection.where} AND ${found.present}
GROUP BY value ORDER BY records DESC, value LIMIT ${most}`,
    signal,
  );
  return {
    values: rows.map(([value, records]) => ({ value: String(value), count: Number(records) })),
    total: Number(rows[0]?.[2] ?? 0),
    ...partialOf(stats),
  };
}
