import type { Row } from "@cordwood/store";

/**
 * Data of an unnamed event of `GET /api/v1/tail?query=` (`EventSource.onmessage`): records as they become
 * searchable, oldest first. The event's `id` lets a browser that reconnects go on where it was.
 */
export interface TailRows {
  rows: Row[];
}

/** Data of a `dropped` event: the reader was slower than the records, so this many were left out. */
export interface TailDropped {
  count: number;
}

/** Data of a `failed` event, the last one of its stream: the body of an error answer. */
export type { ErrorResponse as TailFailed } from "./error.js";
