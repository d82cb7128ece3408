import { useMemo } from "react";
import { completionsMax } from "../limits.js";
import type { Range } from "../range/range.js";
import { readHistory } from "./searchHistory.js";
import { type Offer, suggestRecent } from "./suggest.js";
import { useCompletion } from "./useCompletion.js";

/** What is shown below the search bar. */
export type Shown = "nothing" | "completions" | "recent";

/** The offers below the search bar: what could stand at the caret, or recent searches. */
export function useOffers(props: {
  shown: Shown;
  draft: string;
  caret: number;
  base: string;
  range: Range | null;
}): readonly Offer[] {
  const { shown, draft, caret, base, range } = props;
  const completion = useCompletion({ draft, caret, base, range, enabled: shown === "completions" });
  const recent = useMemo(
    () => (shown === "recent" ? suggestRecent(readHistory(), draft).slice(0, completionsMax) : []),
    [shown, draft],
  );
  return shown === "recent" ? recent : completion;
}
