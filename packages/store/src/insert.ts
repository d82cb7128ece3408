// The way in: the engine reads the segment's file itself; no record passes through JavaScript.

import { stat } from "node:fs/promises";

import type { Engine, SegmentInput } from "./engine/engine.js";
import { isUnreadableInput } from "./engine/engine-error.js";
import { StoreError } from "./errors.js";
import { stringColumns } from "./query/schema.js";
import { identifier, list, type Sql, sql, text, textArray, uint64 } from "./query/sql.js";
import type { Segment } from "./record.js";
import type { AttributeColumn, AttributeColumns } from "./schema/attribute-columns.js";

/** Fields of a line that go into the column of the same name as they are. */
const plain = [...stringColumns, "severity"] as const;

/** The fast way: the engine reads each line as a record. */
const asRecords: SegmentInput = {
  format: "JSONEachRow",
  structure: ["time String", ...plain.map((name) => `${name} String`), "attributes Map(String, String)"].join(", "),
};

/** The slow way, for a segment in which a line is damaged: each line is looked at by itself. */
const asLines: SegmentInput = { format: "LineAsString", structure: "line String" };

function textFromLine(name: string, otherwise: Sql): Sql {
  return sql`if(whole, JSONExtractString(line, ${text(name)}), ${otherwise}) AS ${identifier(name)}`;
}

/** The columns of {@link asRecords} from lines; one that is no record becomes a message, at the time of its chunk. */
function recordsFromLines(lines: Sql, chunk: bigint): Sql {
  const chunkTime = text(`${(chunk >> 20n) * 1_000_000n}`);
  const otherwise: Readonly<Record<string, Sql>> = {
    message: sql`line`,
    dataset: sql`'diagnostic'`,
    parse_error: sql`'the stored line was damaged'`,
  };
  const fields = plain.map((name) =>
    name === "severity" ? severityFromLine : textFromLine(name, otherwise[name] ?? sql`''`),
  );
  const attributes = sql`if(whole, JSONExtract(line, 'attributes', 'Map(String, String)'), map()) AS attributes`;
  return sql`(SELECT isValidJSON(line) AND JSONType(line) = 'Object' AS whole, ${list([textFromLine("time", chunkTime), ...fields, attributes])} FROM ${lines})`;
}

const severityFromLine = sql`if(whole, JSONExtractRaw(line, 'severity'), '0') AS severity`;

/** The map without the attributes that have a column; empty values stay, which a column cannot tell from none. */
export function restOfAttributes(columns: readonly AttributeColumn[]): Sql {
  if (columns.length === 0) return sql`attributes`;
  const names = textArray(columns.map(({ name }) => name));
  return sql`mapFilter((k, v) -> v = '' OR NOT has(${names}, k), attributes)`;
}

function insertStatement(table: Sql, chunk: bigint, columns: readonly AttributeColumn[], source: Sql): Sql {
  const names = plain.map((name) => identifier(name));
  const fields = plain.map((name) => (name === "severity" ? sql`toUInt8OrZero(severity)` : identifier(name)));
  const own = columns.map(({ column }) => identifier(column));
  const values = columns.map(({ name }) => sql`attributes[${text(name)}]`);
  return sql`INSERT INTO ${table} (${list([sql`ts`, ...names, sql`attributes`, sql`chunk`, sql`seq`, ...own])})
SELECT ${list([time, ...fields, restOfAttributes(columns), uint64(chunk), sql`rowNumberInAllBlocks()`, ...values])}
FROM ${source}`;
}

/** Columns of the table from those of the input. */
const time = sql`fromUnixTimestamp64Nano(toInt64OrZero(time), 'UTC')`;

function readChunk(segment: Segment): bigint {
  if (/^\d{1,20}$/.test(segment.chunk)) return BigInt(segment.chunk);
  const reason = "its chunk id is not a decimal number";
  throw new StoreError("CW_STORE_SEGMENT", { chunk: segment.chunk, path: segment.path, reason });
}

/**
 * Inserts a segment's records. The same chunk again changes nothing.
 * @throws StoreError `CW_STORE_SEGMENT`, `CW_STORE_DISK_FULL`.
 */
export async function insertSegment(
  engine: Engine,
  { schema, writable }: Pick<AttributeColumns, "schema" | "writable">,
  segment: Segment,
): Promise<void> {
  const chunk = readChunk(segment);
  try {
    const { size } = await stat(segment.path);
    if (size === 0) return;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError("CW_STORE_SEGMENT", { chunk: segment.chunk, path: segment.path, reason }, error);
  }
  const statement = (source: Sql): Sql => insertStatement(schema.table, chunk, writable, source);
  try {
    await engine.insert(segment, asRecords, statement);
  } catch (error) {
    if (!(error instanceof StoreError) || !isUnreadableInput(error.cause)) throw error;
    await engine.insert(segment, asLines, (lines) => statement(recordsFromLines(lines, chunk)));
  }
}
