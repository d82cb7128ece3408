import type { RecordsResponse } from "@cordwood/server/api";
import { useQuery } from "@tanstack/react-query";
import { firstRecordMs } from "../limits.js";
import { getJson } from "./request.js";

/** Cordwood keeps its own log in its own store; that alone does not mean that anybody has sent anything. */
const foreign = "-service:cordwood";

/** Whether anybody has sent a record yet; null until that is known. While nobody has, it is asked again and again. */
export function useFirstRecord(enabled: boolean): boolean | null {
  const answer = useQuery({
    queryKey: ["first-record"],
    queryFn: ({ signal }) => getJson<RecordsResponse>("search", { query: foreign, limit: 1, fields: "time" }, signal),
    select: ({ rows }) => rows.length > 0,
    refetchInterval: (query) => ((query.state.data?.rows.length ?? 0) > 0 ? false : firstRecordMs),
    enabled,
  });
  return answer.data ?? null;
}
