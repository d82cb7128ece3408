import { useMemo, useState } from "react";
import { type Mistake, mistakeIn } from "../query/mistake.js";

/**
 * The mistake of a draft and the way to have it judged. A half-typed query is no mistake yet: it is judged when it is
 * submitted, or when it is what the address says.
 */
export function useMistake(draft: string, query: string): { mistake: Mistake | null; judge: () => Mistake | null } {
  const [judged, setJudged] = useState(query);
  const due = draft === judged || draft === query;
  const mistake = useMemo(() => (due ? mistakeIn(draft) : null), [draft, due]);
  const judge = (): Mistake | null => {
    setJudged(draft);
    return mistakeIn(draft);
  };
  return { mistake, judge };
}
