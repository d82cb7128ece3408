import type { HistogramResponse } from "@cordwood/server/api";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { histogramBuckets, histogramBucketsNarrow } from "../limits.js";
import { absoluteRange, type Range } from "../range/range.js";
import { getJson } from "./request.js";

/** Counts per interval by level. `query` has no stages. */
export function useHistogram(query: string, range: Range | null, narrow: boolean): UseQueryResult<HistogramResponse> {
  const buckets = narrow ? histogramBucketsNarrow : histogramBuckets;
  return useQuery({
    queryKey: ["histogram", query, range, buckets],
    queryFn: ({ signal }) =>
      getJson<HistogramResponse>(
        "histogram",
        { query, ...(range && absoluteRange(range)), by: "level", buckets },
        signal,
      ),
    placeholderData: keepPreviousData,
    enabled: range !== null,
  });
}
