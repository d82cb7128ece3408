import { randomUUID } from "node:crypto";

import { moveBatchChunksMax, moveBatchRecords, moveNewestChunks } from "../limits.js";
import { StoreError } from "../errors.js";
import type { IdleStore } from "./idle-store.js";
import { type ChunkCount, chunkDays, type ChunkRange, countChunks, newestChunks } from "./chunk-counts.js";
import type { MoveBatch, MoveState } from "./move-state.js";

/** What a plan is made from. */
export interface MovePlace {
  path: string;
  from: IdleStore;
  to: IdleStore;
  state: MoveState;
  /** Number of the shard that a chunk belongs to at the new place. */
  shardOf: (chunk: string) => number;
}

type Chunks = readonly (readonly [chunk: string, count: ChunkCount])[];

/**
 * The batches that are still to be moved, newest first: those that were under way, then the newest chunks one by one,
 * then the others day by day.
 */
export async function* planBatches(place: MovePlace): AsyncGenerator<MoveBatch> {
  yield* place.state.pending;
  // The collector may insert the newest once more, when it was killed between an insert and noting it. Each goes by
  // itself, with the token that the collector gives it, so that it is not stored twice.
  const newest = new Set(await newestChunks(place.from, moveNewestChunks));
  for (const day of await chunkDays(place.from)) {
    const missing = await missingChunks(place, day);
    for (const [chunk, { records }] of missing.filter(([id]) => newest.has(id))) {
      yield { chunks: [chunk], records, token: chunk };
    }
    const older = missing.filter(([id]) => !newest.has(id));
    for (const shard of new Set(older.map(([id]) => place.shardOf(id)))) {
      yield* cut(older.filter(([id]) => place.shardOf(id) === shard));
    }
  }
}

/** Chunks that the state does not know and the new place does not have: a state may have been lost. */
async function missingChunks({ path, from, to, state }: MovePlace, day: ChunkRange): Promise<Chunks> {
  const unknown = [...(await countChunks(from, day))].filter(([chunk]) => !state.has(chunk));
  if (unknown.length === 0) return [];
  const there = await countChunks(to, day);
  return unknown.toReversed().filter(([chunk, { records, sum }]) => {
    const found = there.get(chunk);
    if (found === undefined) return true;
    if (found.records === records && found.sum === sum) return false;
    const reason = `${found.records} of the ${records} records of chunk ${chunk} are there already, and nothing tells from where`;
    throw new StoreError("CW_STORE_MOVE", { path, reason });
  });
}

function* cut(chunks: Chunks): Generator<MoveBatch> {
  let batch: string[] = [];
  let records = 0;
  for (const [chunk, count] of chunks) {
    if (batch.length >= moveBatchChunksMax || (batch.length > 0 && records + count.records > moveBatchRecords)) {
      yield { chunks: batch, records, token: randomUUID() };
      [batch, records] = [[], 0];
    }
    batch.push(chunk);
    records += count.records;
  }
  if (batch.length > 0) yield { chunks: batch, records, token: randomUUID() };
}
