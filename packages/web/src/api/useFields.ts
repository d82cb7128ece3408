import type { FieldsResponse } from "@cordwood/server/api";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { absoluteRange, type Range } from "../range/range.js";
import { getJson } from "./request.js";

/** The fields of the records that a search selects. `query` has no stages. */
export function useFields(query: string, range: Range | null): UseQueryResult<FieldsResponse> {
  return useQuery({
    queryKey: ["fields", query, range],
    queryFn: ({ signal }) => getJson<FieldsResponse>("fields", { query, ...(range && absoluteRange(range)) }, signal),
    placeholderData: keepPreviousData,
    enabled: range !== null,
  });
}
