import type { SearchResponse } from "@cordwood/server/api";

/** What a person should know of an answer: that parts of a cluster are missing from it, and hints to the query. */
export function notesOf({ hints = [], stats }: Pick<SearchResponse, "hints" | "stats">): readonly string[] {
  const { partial } = stats;
  if (partial === undefined) return hints;
  const { shards, shards_missing: missing } = partial;
  const who = missing.length === 1 ? `Shard ${missing.join()}` : `Shards ${missing.join(", ")}`;
  return [`${who} of ${shards} did not answer: what they hold is missing here.`, ...hints];
}
