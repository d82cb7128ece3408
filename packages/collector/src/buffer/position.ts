// How far an input has been read: kept in the journal with the records that were read, so both are committed at once.

import { positionsMax } from "../limits.js";

/** Plain JSON that an input can start from again; each input defines its own. */
export type PositionValue = { readonly [field: string]: string | number };

/** A change of one position; `null` forgets it. */
export type PositionUpdate = readonly [key: string, value: PositionValue | null];

/** Positions whose loss would break a promise, not only read something twice: they are never forgotten for room. */
const kept: ReadonlySet<string> = new Set(["audit:head"]);

/** Applies changes in order. Beyond {@link positionsMax} those that were changed longest ago are forgotten. */
export function applyPositions(target: Map<string, PositionValue>, updates: readonly PositionUpdate[]): void {
  for (const [key, value] of updates) {
    target.delete(key);
    if (value !== null) target.set(key, value);
  }
  for (const key of target.keys()) {
    if (target.size <= positionsMax) break;
    if (!kept.has(key)) target.delete(key);
  }
}

/** Merges the changes of several appends; the last of each key wins. */
export function mergePositions(updates: readonly PositionUpdate[]): PositionUpdate[] {
  return [...new Map(updates)];
}
