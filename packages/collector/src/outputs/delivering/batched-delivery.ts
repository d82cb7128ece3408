// Sends a segment to a target in batches. What a target has taken of a segment is remembered, so that a repeat sends
// only the rest; what it refuses is collected and named when all else is delivered.
import type { Segment } from "@cordwood/store";
import { deliveriesRememberedMax, refusalSearchesMax } from "../../limits.js";
import { RefusedError, type RefusedLine } from "../output.js";
import { type BatchBounds, type LineBatch, readBatches } from "./line-batch.js";

/** The request was larger than the target takes: the batch is halved; a single line is refused. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/**
 * Sends one batch and answers which of its lines the target refused (none: an empty list). After a
 * {@link TooLargeError} or a {@link RefusedError} without lines, of which the target took nothing, the batch is halved:
 * so one poison record does not take its neighbours with it. Any other error means: try again.
 */
export type SendBatch = (batch: LineBatch, segment: Segment, signal: AbortSignal) => Promise<readonly RefusedLine[]>;

interface Progress {
  /** The line from which the target has nothing yet. */
  next: number;
  refused: RefusedLine[];
  /** Refused batches that were halved to find what is wrong in them. */
  searches: number;
}

/** Carries segments in batches to one target. */
export class BatchedDelivery {
  readonly #bounds: BatchBounds;
  readonly #send: SendBatch;
  readonly #progress = new Map<string, Progress>();

  constructor(bounds: BatchBounds, send: SendBatch) {
    this.#bounds = bounds;
    this.#send = send;
  }

  /** Sends what the target has not got of the segment. @throws RefusedError with the lines that it refused. */
  async deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    const progress = this.#progressOf(segment);
    for await (const batch of readBatches(segment.path, this.#bounds, progress.next)) {
      signal.throwIfAborted();
      await this.#deliverBatch(batch, segment, progress, signal);
    }
    this.#progress.delete(segment.chunk);
    if (progress.refused.length > 0) throw refusedLines(progress.refused, segment);
  }

  #progressOf({ chunk }: Segment): Progress {
    const progress = this.#progress.get(chunk) ?? { next: 0, refused: [], searches: 0 };
    this.#progress.set(chunk, progress);
    // Segments that were dropped while they waited are never finished.
    const [oldest] = this.#progress.keys();
    if (this.#progress.size > deliveriesRememberedMax && oldest !== undefined) this.#progress.delete(oldest);
    return progress;
  }

  async #deliverBatch(batch: LineBatch, segment: Segment, progress: Progress, signal: AbortSignal): Promise<void> {
    if (batch.count === 0) return;
    try {
      progress.refused.push(...(await this.#send(batch, segment, signal)));
    } catch (error) {
      if (batch.count > 1 && isDivisible(error, progress)) {
        for (const half of batch.halves()) await this.#deliverBatch(half, segment, progress, signal);
        return;
      }
      if (!(error instanceof RefusedError || error instanceof TooLargeError)) throw error;
      progress.refused.push(...allRefused(batch, error));
    }
    progress.next = batch.first + batch.count;
  }
}

function isDivisible(error: unknown, progress: Progress): boolean {
  if (error instanceof TooLargeError) return true;
  if (!(error instanceof RefusedError) || error.lines !== undefined) return false;
  progress.searches += 1;
  return progress.searches <= refusalSearchesMax;
}

function allRefused(batch: LineBatch, error: RefusedError | TooLargeError): readonly RefusedLine[] {
  if (error instanceof RefusedError && error.lines !== undefined) return error.lines;
  return Array.from({ length: batch.count }, (_, index) => ({ line: batch.first + index, reason: error.message }));
}

function refusedLines(lines: readonly RefusedLine[], segment: Segment): RefusedError {
  const reason = lines[0]?.reason ?? "";
  if (lines.length >= segment.records && lines.every((each) => each.reason === reason)) return new RefusedError(reason);
  return new RefusedError(`${lines.length} of ${segment.records} records, the first because: ${reason}`, { lines });
}
