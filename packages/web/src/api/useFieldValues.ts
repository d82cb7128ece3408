import type { FieldValuesResponse } from "@cordwood/server/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { topValues } from "../limits.js";
import { absoluteRange, type Range } from "../range/range.js";
import { getJson } from "./request.js";

/** The most frequent values of one field among the records that a search selects. */
export function useFieldValues(query: string, range: Range | null, field: string): UseQueryResult<FieldValuesResponse> {
  return useQuery({
    queryKey: ["values", query, range, field],
    queryFn: ({ signal }) =>
      getJson<FieldValuesResponse>(
        `fields/${encodeURIComponent(field)}/values`,
        { query, ...(range && absoluteRange(range)), limit: topValues },
        signal,
      ),
    enabled: range !== null,
  });
}
