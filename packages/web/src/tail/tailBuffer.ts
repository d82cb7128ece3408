import type { Row } from "@cordwood/server/api";
import { tailRowsMax, tailWaitingMax } from "../limits.js";

/** What the live tail holds. All lists are newest first. */
export interface TailBuffer {
  /** Records on the page. */
  rows: readonly Row[];
  /** Records that arrived while paused. */
  waiting: readonly Row[];
  /** Records the server or the bound of `waiting` left out since the tail began. */
  dropped: number;
  paused: boolean;
}

/** A tail that has not begun. */
export const emptyTail: TailBuffer = { rows: [], waiting: [], dropped: 0, paused: false };

/** Takes records (oldest first, as they are sent) in, to the page or, while paused, to the waiting ones. */
export function arrive(buffer: TailBuffer, records: readonly Row[]): TailBuffer {
  const newest = records.toReversed();
  if (!buffer.paused) return { ...buffer, rows: [...newest, ...buffer.rows].slice(0, tailRowsMax) };
  const waiting = [...newest, ...buffer.waiting];
  const over = Math.max(0, waiting.length - tailWaitingMax);
  return { ...buffer, waiting: waiting.slice(0, tailWaitingMax), dropped: buffer.dropped + over };
}

/** Counts records that the server left out because this page was too slow. */
export function drop(buffer: TailBuffer, count: number): TailBuffer {
  return { ...buffer, dropped: buffer.dropped + count };
}

/** Holds the page still; what arrives waits. */
export function pause(buffer: TailBuffer): TailBuffer {
  return buffer.paused ? buffer : { ...buffer, paused: true };
}

/** Lets what waited onto the page and goes on. */
export function resume(buffer: TailBuffer): TailBuffer {
  if (!buffer.paused) return buffer;
  return { ...buffer, paused: false, rows: [...buffer.waiting, ...buffer.rows].slice(0, tailRowsMax), waiting: [] };
}
