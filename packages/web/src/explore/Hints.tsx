import type { ReactElement } from "react";

/** What of a search may not have been meant so. */
export function Hints({ hints }: { hints: readonly string[] }): ReactElement | null {
  if (hints.length === 0) return null;
  return (
    <ul className="hints" aria-label="Hints">
      {hints.map((hint) => (
        <li key={hint}>{hint}</li>
      ))}
    </ul>
  );
}
