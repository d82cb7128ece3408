import type { AppsResponse } from "@cordwood/server/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { appsRefreshMs } from "../limits.js";
import { getJson } from "./request.js";

/** The applications that are connected now, asked again every few seconds. */
export function useApps(): UseQueryResult<AppsResponse> {
  return useQuery({
    queryKey: ["apps"],
    queryFn: ({ signal }) => getJson<AppsResponse>("apps", {}, signal),
    refetchInterval: appsRefreshMs,
    staleTime: 0,
  });
}
