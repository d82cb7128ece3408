import type { SessionResponse } from "@cordwood/server/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "./request.js";

/** Whether a token is needed, was given, and what it may do. */
export function useSession(): UseQueryResult<SessionResponse> {
  return useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => getJson<SessionResponse>("session", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
