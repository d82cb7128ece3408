import { useMemo } from "react";
import { hitPattern } from "../query/hits.js";

/** What to mark in the records that a search found. */
export function useHits(search: string): RegExp | null {
  return useMemo(() => hitPattern(search), [search]);
}
