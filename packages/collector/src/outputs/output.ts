import type { Segment } from "@cordwood/store";

/** A target of records. Delivery repeats what fails, except a {@link RefusedError}. */
export interface Output {
  readonly name: string;
  /** Segments that may be under way at once. */
  readonly concurrency: number;
  /** Resolves when the target has the whole segment durably. */
  deliver(segment: Segment, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The target will never take these records; they go to the dead-letter directory. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}
