import type { Engine } from "./engine/engine.js";
import { StoreError } from "./errors.js";
import { contextRowsMax } from "./limits.js";
import { allOf, integer, type Sql, sql, text, timestamp, uint64 } from "./query/sql.js";
import { parseId, type Schema } from "./query/index.js";
import { type PlacedRow, readRow, rowColumns } from "./rows.js";
import { assertWhole, partialOf } from "./partial.js";
import type { QueryStats, RecordContext, Row } from "./store.js";

/** Where a record lies: the chunk it came with and its line there. */
interface RecordPlace {
  chunk: bigint;
  seq: number;
}

/** Attribute that names the file a line was read from, after OpenTelemetry's semantic conventions. */
const fileAttribute = "log.file.path";

/** Nanoseconds around a record in which its neighbours are looked for first. */
const nearNs = 3_600_000_000_000n;

/** The record, and those just before and after it in the same stream: its file, or its service, host and logger. */
export async function queryContext(
  engine: Engine,
  schema: Schema,
  request: { id: string; before?: number; after?: number },
  signal?: AbortSignal,
): Promise<RecordContext> {
  const place = parseId(request.id);
  if (place === undefined)
    throw new StoreError("CW_STORE_RECORD_MISSING", { id: JSON.stringify(request.id.slice(0, 40)) });
  const { record, stats } = await findRecord(engine, schema, place, request.id, signal);
  const neighbours = (direction: Direction, count: number | undefined): Promise<Neighbours> =>
    findNeighbours({ engine, schema, record, place, direction, signal }, Math.min(count ?? 10, contextRowsMax));
  const [before, after] = await Promise.all([neighbours("before", request.before), neighbours("after", request.after)]);
  return {
    before: before.rows.toReversed(),
    record: record.row,
    after: after.rows,
    ...partialOf(stats, before.stats, after.stats),
  };
}

interface Neighbours {
  rows: Row[];
  stats: QueryStats;
}

const noNeighbours: Neighbours = { rows: [], stats: { rows_read: 0, bytes_read: 0, elapsed_ms: 0 } };

type Direction = "before" | "after";

interface NeighbourSearch {
  engine: Engine;
  schema: Schema;
  record: PlacedRow;
  place: RecordPlace;
  direction: Direction;
  signal: AbortSignal | undefined;
}

async function findRecord(
  engine: Engine,
  schema: Schema,
  { chunk, seq }: RecordPlace,
  id: string,
  signal?: AbortSignal,
): Promise<{ record: PlacedRow; stats: QueryStats }> {
  const statement = sql`SELECT ${rowColumns(schema.attributes)} FROM ${schema.table}
WHERE chunk = ${uint64(chunk)} AND seq = ${integer(seq)} LIMIT 1`;
  const { rows, stats } = await engine.query("read", statement, signal);
  // It may lie on a shard that is away.
  if (rows[0] === undefined) assertWhole("find the record", stats);
  if (rows[0] === undefined) throw new StoreError("CW_STORE_RECORD_MISSING", { id });
  return { record: readRow(rows[0]), stats };
}

/** Looks near in time first: in a busy stream that is enough, and reads little. */
async function findNeighbours(search: NeighbourSearch, count: number): Promise<Neighbours> {
  if (count <= 0) return noNeighbours;
  const near = await neighbourRows(search, count, nearNs);
  return near.rows.length >= count ? near : neighbourRows(search, count, undefined);
}

async function neighbourRows(search: NeighbourSearch, count: number, within: bigint | undefined): Promise<Neighbours> {
  const { engine, schema, record, direction } = search;
  const order = direction === "before" ? sql`DESC` : sql`ASC`;
  const where = allOf([sameStream(schema, record.row), beside(search), ...window(record.time, direction, within)]);
  const { rows, stats } = await engine.query(
    "read",
    sql`SELECT ${rowColumns(schema.attributes)} FROM ${schema.table} WHERE ${where}
ORDER BY ts ${order}, chunk ${order}, seq ${order} LIMIT ${integer(count)}`,
    search.signal,
  );
  return { rows: rows.map((row) => readRow(row).row), stats };
}

function beside({ record, place, direction }: NeighbourSearch): Sql {
  const here = sql`(${timestamp(record.time)}, ${uint64(place.chunk)}, ${integer(place.seq)})`;
  return direction === "before" ? sql`(ts, chunk, seq) < ${here}` : sql`(ts, chunk, seq) > ${here}`;
}

function window(time: bigint, direction: Direction, within: bigint | undefined): Sql[] {
  if (direction === "before") {
    const floor = within === undefined ? [] : [sql`ts >= ${timestamp(time - within)}`];
    return [sql`ts <= ${timestamp(time)}`, ...floor];
  }
  const ceiling = within === undefined ? [] : [sql`ts <= ${timestamp(time + within)}`];
  return [sql`ts >= ${timestamp(time)}`, ...ceiling];
}

function sameStream(schema: Schema, row: Row): Sql {
  const conditions = [sql`service = ${text(row.service)}`, sql`host = ${text(row.host)}`];
  const file = row.attributes[fileAttribute];
  if (file === undefined) conditions.push(sql`logger = ${text(row.logger)}`);
  else conditions.push(sql`${schema.resolve(fileAttribute).sql} = ${text(file)}`);
  return allOf(conditions);
}
