import type { Engine } from "./engine/engine.js";
import { tailRowsMax } from "./limits.js";
import type { FeedReader } from "./live-feed.js";
import { allOf, anyOf, integer, list, type Sql, sql, uint64 } from "./query/sql.js";
import { readRow, rowColumns } from "./rows.js";
import type { Selection } from "./selection.js";
import type { Row } from "./store.js";

/** Where a reader has got to. */
export interface TailPlace {
  chunk: bigint;
  seq: number;
  /** Chunks that became searchable after that one, in their order; undefined where that is not known any more. */
  since: readonly string[] | undefined;
}

/** What a live tail works with. */
interface LiveTail {
  engine: Engine;
  reader: FeedReader;
  /** The selection, made anew for each batch: attributes may have moved to columns of their own. */
  select: () => Selection;
  /** Goes on after this record. */
  after: TailPlace | undefined;
}

/**
 * Records that match, batch by batch as inserts make them searchable, until the reader is closed. It looks only at what
 * was just inserted, and does nothing while nothing is. They come in the order in which they were stored, so that a
 * reader can go on after the last one it got.
 * @throws StoreError `CW_STORE_TAIL_SLOW` when the caller reads too slowly.
 */
export async function* tailRecords({ engine, reader, select, after }: LiveTail): AsyncGenerator<Row[]> {
  try {
    const missed = after === undefined ? [] : await missedRecords(engine, select(), after);
    // What became searchable while the missed ones were looked for is among both.
    const sent = new Set(missed.map(({ id }) => id));
    if (missed.length > 0) yield missed;
    for (let chunks = await reader.next(); chunks !== undefined; chunks = await reader.next()) {
      const rows = await recordsOf(engine, select(), among(chunks), inOrderOf(chunks));
      const fresh = sent.size === 0 ? rows : rows.filter(({ id }) => !sent.has(id));
      if (fresh.length > 0) yield fresh;
    }
  } finally {
    reader.close();
  }
}

/** Records stored after a place. Where the order of the chunks is not known any more, it is that of their numbers. */
async function missedRecords(engine: Engine, selection: Selection, { chunk, seq, since }: TailPlace): Promise<Row[]> {
  const own = sql`(chunk = ${uint64(chunk)} AND seq > ${integer(seq)})`;
  if (since === undefined) return recordsOf(engine, selection, anyOf([own, sql`chunk > ${uint64(chunk)}`]), sql`chunk`);
  const order = [String(chunk), ...since];
  const later = since.length === 0 ? own : anyOf([own, among(since)]);
  return recordsOf(engine, selection, later, inOrderOf(order));
}

function numbers(chunks: readonly string[]): Sql {
  return list(chunks.map((chunk) => uint64(BigInt(chunk))));
}

function among(chunks: readonly string[]): Sql {
  return sql`chunk IN (${numbers(chunks)})`;
}

function inOrderOf(chunks: readonly string[]): Sql {
  return sql`indexOf([${numbers(chunks)}], chunk)`;
}

/** The last of the records, in the order of chunks and lines. */
async function recordsOf(engine: Engine, selection: Selection, which: Sql, order: Sql): Promise<Row[]> {
  const { source, where, attributes } = selection;
  const { rows } = await engine.query(
    "read",
    sql`SELECT ${rowColumns(attributes)} FROM ${source} WHERE ${allOf([which, where])}
ORDER BY ${order} DESC, seq DESC LIMIT ${integer(tailRowsMax)}`,
  );
  return rows.map((row) => readRow(row).row).toReversed();
}
