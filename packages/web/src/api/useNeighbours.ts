import type { ContextResponse } from "@cordwood/server/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "./request.js";

/** One record by its id with up to `count` records before and after it in the same stream. */
export function useNeighbours(id: string, count: number, enabled = true): UseQueryResult<ContextResponse> {
  return useQuery({
    queryKey: ["context", id, count],
    queryFn: ({ signal }) => getJson<ContextResponse>("context", { id, before: count, after: count }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });
}
