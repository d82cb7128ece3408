// What a stump says of records that retention has removed.
import type { RemovedRange } from "@cordwood/store";

/** The ranges as the attribute `audit.removed` holds them. */
export function removedText(ranges: readonly RemovedRange[]): string {
  return JSON.stringify(ranges);
}

/** Reads them again; nothing when the text is not such a list. */
export function readRemoved(text: string): RemovedRange[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isRange) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRange(value: unknown): value is RemovedRange {
  if (typeof value !== "object" || value === null) return false;
  const { writer, first, last, prev, hash } = value as Partial<Record<keyof RemovedRange, unknown>>;
  const isPlaced = Number.isSafeInteger(first) && Number.isSafeInteger(last) && Number(first) <= Number(last);
  return isPlaced && [writer, prev, hash].every((each) => typeof each === "string");
}
