// The way in: the engine reads the segment's file itself; no record passes through JavaScript.

import { stat } from "node:fs/promises";

import type { Engine } from "./engine/engine.js";
import { StoreError } from "./errors.js";
import { identifier, list, type Sql, sql, uint64 } from "./query/sql.js";
import type { Segment } from "./record.js";

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

/** An attribute with a column of its own. */
export interface InsertColumn {
  name: string;
  column: string;
}

function insertStatement(table: Sql, chunk: bigint, source: Sql): Sql {
  const columns = plain.map((name) => identifier(name));
  return sql`INSERT INTO ${table} (ts, ${list(columns)}, attributes, chunk, seq)
SELECT fromUnixTimestamp64Nano(toInt64OrZero(time), 'UTC'), ${list(columns)}, attributes, ${uint64(chunk)}, rowNumberInAllBlocks()
FROM ${source}`;
}

function readChunk(segment: Segment): bigint {
  if (/^\d{1,20}$/.test(segment.chunk)) return BigInt(segment.chunk);
  const reason = "its chunk id is not a decimal number";
  throw new StoreError("CW_STORE_SEGMENT", { chunk: segment.chunk, path: segment.path, reason });
}

/**
 * Inserts a segment's records. The same chunk again changes nothing.
 * @throws StoreError `CW_STORE_SEGMENT`, `CW_STORE_DISK_FULL`.
 */
export async function insertSegment(engine: Engine, table: Sql, segment: Segment): Promise<void> {
  const chunk = readChunk(segment);
  try {
    const { size } = await stat(segment.path);
    if (size === 0) return;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError("CW_STORE_SEGMENT", { chunk: segment.chunk, path: segment.path, reason }, error);
  }
  await engine.insert(segment, structure, (source) => insertStatement(table, chunk, source));
}
