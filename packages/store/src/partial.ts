import { StoreError } from "./errors.js";
import type { PartialResult, QueryStats } from "./store.js";

/** What is missing from an answer that several queries give; nothing where all were whole. */
export function partialOf(...all: readonly QueryStats[]): { partial?: PartialResult } {
  const partials = all.flatMap(({ partial }) => partial ?? []);
  const [first] = partials;
  if (first === undefined) return {};
  const missing = new Set(partials.flatMap(({ shards_missing: shards }) => shards));
  return { partial: { shards: first.shards, shards_missing: [...missing].toSorted((a, b) => a - b) } };
}

/** Refuses an answer that lacks a shard, where a hole in it would be taken for the truth. */
export function assertWhole(action: string, { partial }: QueryStats): void {
  if (partial === undefined) return;
  const hosts = partial.shards_missing.map((shard) => `shard ${shard}`).join(", ");
  throw new StoreError("CW_STORE_SHARD_MISSING", { action, hosts });
}
