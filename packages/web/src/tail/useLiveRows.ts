import type { Row } from "@cordwood/server/api";
import { useMemo } from "react";

/** The tail's records before those the search had found, each once; without the tail, the search's own. */
export function useLiveRows(arrived: readonly Row[], found: readonly Row[], live: boolean): readonly Row[] {
  return useMemo(() => {
    if (!live || arrived.length === 0) return found;
    const ids = new Set(arrived.map((row) => row.id));
    return [...arrived, ...found.filter((row) => !ids.has(row.id))];
  }, [arrived, found, live]);
}
