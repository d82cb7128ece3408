import type { Engine } from "./engine/engine.js";
import { tailRowsMax } from "./limits.js";
import type { FeedReader } from "./live-feed.js";
import { allOf, integer, list, sql, uint64 } from "./query/sql.js";
import { readRow, rowColumns } from "./rows.js";
import { orderByTime, type Selection } from "./selection.js";
import type { Row } from "./store.js";

/** What a live tail works with. */
interface LiveTail {
  engine: Engine;
  reader: FeedReader;
  /** The selection, made anew for each batch: attributes may have moved to columns of their own. */
  select: () => Selection;
}

/**
 * Records that match, batch by batch as inserts make them searchable, until the reader is closed. It looks only at what
 * was just inserted, and does nothing while nothing is.
 * @throws StoreError `CW_STORE_TAIL_SLOW` when the caller reads too slowly.
 */
export async function* tailRecords({ engine, reader, select }: LiveTail): AsyncGenerator<Row[]> {
  try {
    for (let chunks = await reader.next(); chunks !== undefined; chunks = await reader.next()) {
      const rows = await newRecords(engine, select(), chunks);
      if (rows.length > 0) yield rows;
    }
  } finally {
    reader.close();
  }
}

async function newRecords(engine: Engine, { source, where, attributes }: Selection, chunks: string[]): Promise<Row[]> {
  const among = sql`chunk IN (${list(chunks.map((chunk) => uint64(BigInt(chunk))))})`;
  const { rows } = await engine.query(
    "read",
    sql`SELECT ${rowColumns(attributes)} FROM ${source} WHERE ${allOf([among, where])}
${orderByTime("desc")} LIMIT ${integer(tailRowsMax)}`,
  );
  return rows.map((row) => readRow(row).row).toReversed();
}
