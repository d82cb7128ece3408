import type { Row, Store } from "@cordwood/store";
import { parseTime } from "@cordwood/store/query";
import { tailReplayRowsMax } from "../limits.js";
import type { EventPosition } from "./event-id.js";

/**
 * What a reader missed between its last event and now, oldest first, then the live batches. The live part starts
 * before the search, so nothing falls between them; what both hold is sent once.
 */
export async function* replayed(
  store: Store,
  query: string,
  after: EventPosition,
  live: AsyncIterable<Row[]>,
  signal: AbortSignal,
): AsyncGenerator<Row[]> {
  const iterator = live[Symbol.asyncIterator]();
  let next = iterator.next();
  // The search comes first; a failure of the live part is thrown where it is awaited below.
  next.catch(() => {});
  const missed = await missedRows(store, query, after, signal);
  const sent = new Set(missed.map((row) => row.id));
  if (missed.length > 0) yield missed;
  try {
    for (let step = await next; step.done !== true; step = await next) {
      const fresh = sent.size === 0 ? step.value : step.value.filter((row) => !sent.has(row.id));
      if (fresh.length > 0) yield fresh;
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

async function missedRows(store: Store, query: string, after: EventPosition, signal: AbortSignal): Promise<Row[]> {
  const from = parseTime(after.time, 0n);
  const range = from === undefined ? {} : { from };
  const result = await store.search({ query, range, order: "asc", limit: tailReplayRowsMax }, signal);
  if (result.kind !== "records") return [];
  return result.rows.filter((row) => row.time !== after.time || row.id > after.id);
}
