import type { QueryStatus } from "@cordwood/server/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { getJson, postJson } from "../api/request.js";
import { type RunningRequest, runningRequests, watchRequests } from "../api/runningRequests.js";
import { progressAfterMs, progressEveryMs } from "../limits.js";

/** How far a slow request is. */
export interface Progress {
  /** Undefined while the engine has not begun. */
  status: QueryStatus | undefined;
  cancel: () => void;
}

/** The oldest request that has been under way for a while; null while there is none. */
function useSlowRequest(): RunningRequest | null {
  const oldest = useSyncExternalStore(watchRequests, () => runningRequests()[0] ?? null);
  const [slow, setSlow] = useState<RunningRequest | null>(null);
  useEffect(() => {
    if (oldest === null) return undefined;
    const timer = setTimeout(() => setSlow(oldest), Math.max(0, oldest.startedMs + progressAfterMs - Date.now()));
    return () => clearTimeout(timer);
  }, [oldest]);
  return slow !== null && slow === oldest ? slow : null;
}

/** How far the slowest request is, and the way to end all of them; null while nothing is slow. */
export function useProgress(): Progress | null {
  const slow = useSlowRequest();
  const { data } = useQuery({
    queryKey: ["progress", slow?.id],
    queryFn: ({ signal }) => getJson<QueryStatus>(`queries/${slow?.id ?? ""}`, {}, signal),
    enabled: slow !== null,
    refetchInterval: progressEveryMs,
    retry: false,
    gcTime: 0,
  });
  if (slow === null) return null;
  return { status: data, cancel: cancelAll };
}

/** One that has just ended is not known any more, which is as good. */
function cancelAll(): void {
  for (const { id } of runningRequests()) {
    void postJson(`queries/${id}/cancel`, {}).catch(() => undefined);
  }
}
