/** Thrown by a handler's `deliver` when the same batch may be tried again. */
export class TryAgain extends Error {
  /** How long the server asked to wait, in milliseconds; undefined for the back-off's own choice. */
  readonly afterMs: number | undefined;

  constructor(reason: string, options: { afterMs?: number | undefined; cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.name = "TryAgain";
    this.afterMs = options.afterMs;
  }
}
