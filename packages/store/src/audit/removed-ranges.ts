// Which records of the audit chain retention is about to remove: a signed record must stand for them first.
import type { Engine } from "../engine/engine.js";
import { StoreError } from "../errors.js";
import { removedRangesMax } from "../limits.js";
import { anyOf, integer, sql, type Sql } from "../query/sql.js";
import type { RecordTables } from "../schema/record-tables.js";

/** Records of one writer, without a gap between their numbers, that are removed. */
export interface RemovedRange {
  writer: string;
  first: number;
  last: number;
  /** Hash of the record before the first. */
  prev: string;
  /** Hash of the last one. */
  hash: string;
  records: number;
  /** Times of the oldest and the newest record, nanoseconds since the epoch. */
  from: string;
  to: string;
}

/** What stands for removed records is kept for ever: a few hundred bytes for each run of retention that removed some. */
export const isStump: Sql = sql`all_attributes['audit.kind'] = 'stump'`;

/**
 * The ranges that records of the dataset `audit` under these conditions make up, and how many records they are with
 * those that are in no chain.
 * @throws StoreError `CW_STORE_AUDIT_RANGES` when there are too many for one run
 */
export async function removedRanges(
  engine: Engine,
  tables: RecordTables,
  conditions: readonly Sql[],
): Promise<{ ranges: RemovedRange[]; records: number }> {
  if (conditions.length === 0) return { ranges: [], records: 0 };
  const { rows } = await engine.query("admin", rangesStatement(tables, anyOf(conditions)));
  if (rows.length > removedRangesMax) throw new StoreError("CW_STORE_AUDIT_RANGES", { ranges: removedRangesMax });
  const all = rows.map(readRange);
  const records = all.reduce((sum, range) => sum + range.records, 0);
  return { ranges: all.filter(({ writer, first }) => writer !== "" && first > 0), records };
}

// Numbers that follow each other differ from their rank by the same number.
function rangesStatement(tables: RecordTables, condition: Sql): Sql {
  const attributes = sql`all_attributes['audit.writer'] AS writer, toUInt64OrZero(all_attributes['audit.seq']) AS number,
    all_attributes['audit.prev'] AS prev, all_attributes['audit.hash'] AS hash, toUnixTimestamp64Nano(ts) AS nanoseconds`;
  return sql`SELECT writer, min(number), max(number), argMin(prev, number), argMax(hash, number), count(),
  toString(min(nanoseconds)), toString(max(nanoseconds))
FROM (
  SELECT *, number - dense_rank() OVER (PARTITION BY writer ORDER BY number) AS island
  FROM (SELECT ${attributes} FROM ${tables.all} WHERE dataset = 'audit' AND NOT ${isStump} AND ${condition})
)
GROUP BY writer, island ORDER BY writer, min(number) LIMIT ${integer(removedRangesMax + 1)}`;
}

function readRange([writer, first, last, prev, hash, records, from, to]: readonly unknown[]): RemovedRange {
  return {
    writer: String(writer),
    first: Number(first),
    last: Number(last),
    prev: String(prev),
    hash: String(hash),
    records: Number(records),
    from: String(from),
    to: String(to),
  };
}
