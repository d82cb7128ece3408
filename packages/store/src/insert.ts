// The way in: the engine reads the segment's file itself; no record passes through JavaScript.

import { stat } from "node:fs/promises";

import type { Engine } from "./engine/engine.js";
import { StoreError } from "./errors.js";
import { identifier, list, type Sql, sql, text, textArray, uint64 } from "./query/sql.js";
import type { Segment } from "./record.js";
import type { AttributeColumn, AttributeColumns } from "./schema/attribute-columns.js";

/** Fields of a line that go into the column of the same name as they are. */
const plain = [
  "level",
  "severity",
  "message",
  "service",
  "host",
  "logger",
  "dataset",
  "trace_id",
  "span_id",
  "parse_error",
] as const;

const structure = [
  "time String",
  ...plain.map((name) => `${name} ${name === "severity" ? "UInt8" : "String"}`),
  "attributes Map(String, String)",
].join(", ");

/** The map without the attributes that have a column; empty values stay, which a column cannot tell from none. */
function restOfAttributes(columns: readonly AttributeColumn[]): Sql {
  if (columns.length === 0) return sql`attributes`;
  const names = textArray(columns.map(({ name }) => name));
  return sql`mapFilter((k, v) -> v = '' OR NOT has(${names}, k), attributes)`;
}

function insertStatement(table: Sql, chunk: bigint, columns: readonly AttributeColumn[], source: Sql): Sql {
  const names = plain.map((name) => identifier(name));
  const own = columns.map(({ column }) => identifier(column));
  const values = columns.map(({ name }) => sql`attributes[${text(name)}]`);
  return sql`INSERT INTO ${table} (${list([sql`ts`, ...names, sql`attributes`, sql`chunk`, sql`seq`, ...own])})
SELECT ${list([time, ...names, restOfAttributes(columns), uint64(chunk), sql`rowNumberInAllBlocks()`, ...values])}
FROM ${source}`;
}

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
  await engine.insert(segment, structure, (source) => insertStatement(schema.table, chunk, writable, source));
}
