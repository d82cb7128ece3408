import type { QueryStats } from "@cordwood/server/api";

/** What a person should know of an answer that lacks parts of a cluster; nothing where it is whole. */
export function partialNotes({ partial }: QueryStats): string[] {
  if (partial === undefined) return [];
  const missing = partial.shards_missing.join(", ");
  return [`shards ${missing} of ${partial.shards} did not answer: what they hold is missing here`];
}
