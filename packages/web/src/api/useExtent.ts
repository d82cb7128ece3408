import type { RecordsResponse } from "@cordwood/server/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { isoToMs } from "../range/moment.js";
import { getJson } from "./request.js";

/** Times of the oldest and the newest record that a search selects, in milliseconds since the epoch. */
export interface Extent {
  oldestMs: number;
  newestMs: number;
}

async function edge(query: string, order: "asc" | "desc", signal: AbortSignal): Promise<number | null> {
  const answer = await getJson<RecordsResponse>("search", { query, order, limit: 1, fields: "time" }, signal);
  const row = answer.rows[0];
  return row === undefined ? null : isoToMs(row.time);
}

async function extent(query: string, signal: AbortSignal): Promise<Extent | null> {
  const [oldestMs, newestMs] = await Promise.all([edge(query, "asc", signal), edge(query, "desc", signal)]);
  return oldestMs === null || newestMs === null ? null : { oldestMs, newestMs };
}

/** Where the records of a search lie in time, whatever the range; null when there are none. `query` has no stages. */
export function useExtent(query: string, runAtMs: number, enabled: boolean): UseQueryResult<Extent | null> {
  return useQuery({
    queryKey: ["extent", query, runAtMs],
    queryFn: ({ signal }) => extent(query, signal),
    // The same search asked again shows what it had; another search has other edges.
    placeholderData: (edges, before) => (before?.queryKey[1] === query ? edges : undefined),
    enabled,
  });
}
