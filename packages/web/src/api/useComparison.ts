import type { CompareResponse } from "@cordwood/server/api";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { comparedDifferences } from "../limits.js";
import { absoluteRange, type Range, type RangeText } from "../range/range.js";
import { getJson } from "./request.js";

/** What differs in a range from the rest of a wider one, or from the time before where there is none. */
export function useComparison(query: string, range: Range, within: RangeText | null): UseQueryResult<CompareResponse> {
  return useQuery({
    queryKey: ["compare", query, range, within],
    queryFn: ({ signal }) => {
      const baseline = within === null ? {} : { baseline_from: within.from, baseline_to: within.to };
      const parameters = { query, ...absoluteRange(range), ...baseline, limit: comparedDifferences };
      return getJson<CompareResponse>("compare", parameters, signal);
    },
  });
}
