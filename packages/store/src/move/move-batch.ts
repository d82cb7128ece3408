// One batch on its way: the engine's own binary rows, through a file beside the store.

import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import type { SegmentInput } from "../engine/engine.js";
import { restOfAttributes } from "../insert.js";
import { stringColumns } from "../query/schema.js";
import { identifier, list, type Sql, sql, text, textArray, uint64 } from "../query/sql.js";
import type { IdleStore } from "./idle-store.js";
import type { MoveBatch } from "./move-state.js";

const names = stringColumns.map((name) => identifier(name));

const structure = [
  "ts DateTime64(9, 'UTC')",
  ...stringColumns.map((name) => `${name} String`),
  "severity UInt8",
  "attributes Map(String, String)",
  "chunk UInt64",
  "seq UInt32",
].join(", ");

function readBatch({ tables, columns }: IdleStore, chunks: readonly string[]): Sql {
  const ids = chunks.map(BigInt).toSorted((a, b) => (a < b ? -1 : 1));
  const [first = 0n, last = 0n] = [ids[0], ids.at(-1)];
  const attributes = sql`CAST(${columns.schema.attributes}, 'Map(String, String)')`;
  return sql`SELECT ${list([sql`ts`, ...names, sql`severity`, attributes, sql`chunk`, sql`seq`])} FROM ${tables.all}
WHERE chunk BETWEEN ${uint64(first)} AND ${uint64(last)}
AND chunk IN (SELECT toUInt64(arrayJoin(${textArray(chunks)})))`;
}

function writeBatch({ columns: { schema, writable } }: IdleStore, source: Sql): Sql {
  const own = writable.map(({ column }) => identifier(column));
  const values = writable.map(({ name }) => sql`attributes[${text(name)}]`);
  return sql`INSERT INTO ${schema.table} (${list([sql`ts`, ...names, sql`severity`, sql`attributes`, sql`chunk`, sql`seq`, ...own])})
SELECT ${list([sql`ts`, ...names, sql`severity`, restOfAttributes(writable), sql`chunk`, sql`seq`, ...values])} FROM ${source}`;
}

/** Copies the batch's records; resolves when they are durable there. The same batch again changes nothing. */
export async function moveBatch(from: IdleStore, to: IdleStore, batch: MoveBatch, directory: string): Promise<number> {
  const { chunks, token, records } = batch;
  const path = join(directory, `${token}.rows`);
  try {
    await pipeline(await from.engine.stream(readBatch(from, chunks), "RowBinary"), createWriteStream(path));
    const { size: bytes } = await stat(path);
    const input: SegmentInput = { format: "RowBinary", structure, token };
    // The first chunk says which shard it belongs to: all of a batch belong to the same.
    const segment = { path, chunk: chunks[0] ?? "0", records, bytes };
    if (bytes > 0) await to.engine.insert(segment, input, (source) => writeBatch(to, source));
    return bytes;
  } finally {
    await rm(path, { force: true });
  }
}
