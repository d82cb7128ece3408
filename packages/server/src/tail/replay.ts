import type { Row, SearchRequest, SearchResult } from "@cordwood/store";
import { parseTime } from "@cordwood/store/query";
import { tailReplayBackNs, tailReplayRowsMax } from "../limits.js";
import type { EventPosition } from "./event-id.js";

type Search = (request: SearchRequest) => Promise<SearchResult>;

/**
 * What a reader missed between its last event and now, oldest first, then the live batches. The live part starts
 * before the search, so nothing falls between them; what both hold is sent once.
 */
export async function* replayed(
  search: Search,
  query: string,
  after: EventPosition,
  live: AsyncIterable<Row[]>,
): AsyncGenerator<Row[]> {
  const iterator = live[Symbol.asyncIterator]();
  let next = iterator.next();
  // The search comes first; a failure of the live part is thrown where it is awaited below.
  next.catch(() => {});
  const missed = await missedRows(search, query, after);
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

/** Ids sort as records were stored, so those above the last one were stored since. */
async function missedRows(search: Search, query: string, after: EventPosition): Promise<Row[]> {
  const time = parseTime(after.time, 0n);
  const range = time === undefined ? {} : { from: time - tailReplayBackNs };
  const result = await search({ query, range, order: "desc", limit: tailReplayRowsMax });
  if (result.kind !== "records") return [];
  return result.rows.filter((row) => row.id > after.id).toReversed();
}
