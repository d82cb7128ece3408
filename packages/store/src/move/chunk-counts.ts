// What a store holds of each chunk, to plan a move and to prove it.

import { sql, type Sql, uint64 } from "../query/sql.js";
import type { IdleStore } from "./idle-store.js";

/** Chunk ids of one day: milliseconds since the epoch, and 20 bits below. */
const dayWidth = 86_400_000n << 20n;

/** Chunks by their ids, both ends included. */
export interface ChunkRange {
  from: bigint;
  to: bigint;
}

/** What there is of a chunk. */
export interface ChunkCount {
  records: number;
  /** Sum of hashes of the ids and times of its records. */
  sum: string;
}

/** The days on which the chunks of a store were made, newest first, as ranges of chunk ids. */
export async function chunkDays({ engine, tables }: IdleStore): Promise<ChunkRange[]> {
  const day = sql`intDiv(chunk, ${uint64(dayWidth)})`;
  const { rows } = await engine.query("admin", sql`SELECT DISTINCT ${day} AS day FROM ${tables.all} ORDER BY day DESC`);
  return rows.map(([number]) => {
    const from = BigInt(String(number)) * dayWidth;
    return { from, to: from + dayWidth - 1n };
  });
}

/** Chunks from one id to another with what there is of them, ascending. */
export async function countChunks(
  { engine, tables }: IdleStore,
  { from, to }: ChunkRange,
): Promise<Map<string, ChunkCount>> {
  const where: Sql = sql`chunk BETWEEN ${uint64(from)} AND ${uint64(to)}`;
  const { rows } = await engine.query(
    "admin",
    sql`SELECT chunk, count(), sum(cityHash64(seq, ts)) FROM ${tables.all} WHERE ${where} GROUP BY chunk ORDER BY chunk`,
  );
  return new Map(rows.map(([chunk, records, sum]) => [String(chunk), { records: Number(records), sum: String(sum) }]));
}

/** Ids of the newest chunks, newest first. */
export async function newestChunks({ engine, tables }: IdleStore, count: number): Promise<string[]> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT chunk FROM ${tables.all} GROUP BY chunk ORDER BY chunk DESC LIMIT ${uint64(BigInt(count))}`,
  );
  return rows.map(([chunk]) => String(chunk));
}
