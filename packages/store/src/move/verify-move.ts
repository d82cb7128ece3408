import { StoreError } from "../errors.js";
import type { IdleStore } from "./idle-store.js";
import { type ChunkCount, chunkDays, type ChunkRange, countChunks } from "./chunk-counts.js";

/** What a store holds. */
export interface MoveCounts {
  records: number;
  chunks: number;
  /** By the day on which the chunks were made, oldest first. */
  days: { day: string; chunks: number; records: number }[];
}

/** Counts what a store holds, and shows `look` each day's chunks. */
export async function countDays(
  store: IdleStore,
  look: (range: ChunkRange, chunks: ReadonlyMap<string, ChunkCount>) => Promise<void> = async () => {},
): Promise<MoveCounts> {
  const counts: MoveCounts = { records: 0, chunks: 0, days: [] };
  for (const range of (await chunkDays(store)).toReversed()) {
    const chunks = await countChunks(store, range);
    await look(range, chunks);
    const records = [...chunks.values()].reduce((sum, chunk) => sum + chunk.records, 0);
    const day = new Date(Number(range.from >> 20n)).toISOString().slice(0, 10);
    counts.days.push({ day, chunks: chunks.size, records });
    counts.records += records;
    counts.chunks += chunks.size;
  }
  return counts;
}

/**
 * Compares the number, ids and times of the records of each chunk.
 * @throws StoreError `CW_STORE_MOVE_DIFFERS` with the first chunk of which something is missing or too much.
 */
export async function verifyMove(path: string, from: IdleStore, to: IdleStore): Promise<MoveCounts> {
  return countDays(from, async (range, chunks) => {
    const there = await countChunks(to, range);
    for (const [chunk, { records: expected, sum }] of chunks) {
      const { records: found = 0, sum: foundSum } = there.get(chunk) ?? {};
      if (found === expected && foundSum === sum) continue;
      throw new StoreError("CW_STORE_MOVE_DIFFERS", { path, chunk, expected, found });
    }
  });
}
