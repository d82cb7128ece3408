import type { Segment } from "@cordwood/store";

/** A target of records. Delivery repeats what fails, except a {@link RefusedError}. */
export interface Output {
  readonly name: string;
  /** Segments that may be under way at once. */
  readonly concurrency: number;
  /** Called once, before the first delivery: until then making an output has no effect. */
  start?(): void;
  /** Resolves when the target has the whole segment durably. */
  deliver(segment: Segment, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A record that the target will never take. */
export interface RefusedLine {
  /** Its line in the segment, from 0. */
  line: number;
  reason: string;
}

/**
 * The target will never take these records; they go to the dead-letter directory. A target that has taken all others
 * of the segment names them in `lines`; without it the whole segment is refused.
 */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly lines: readonly RefusedLine[] | undefined;

  /** `lines` must not be empty. */
  constructor(message: string, options: ErrorOptions & { lines?: readonly RefusedLine[] } = {}) {
    super(message, options);
    this.lines = options.lines;
  }
}
