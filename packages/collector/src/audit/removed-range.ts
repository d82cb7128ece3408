// What a stump says of records that retention has removed.

/** Records of one writer without a gap between them that are no more. */
export interface RemovedRange {
  writer: string;
  first: number;
  last: number;
  /** Hash of the record before the first. */
  prev: string;
  /** Hash of the last one. */
  hash: string;
  records: number;
  /** Times of the oldest and the newest record, nanoseconds since the epoch. */
  from: string;
  to: string;
}

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
