/** How long to wait between attempts. */
export interface BackoffOptions {
  /** First wait in milliseconds. */
  firstMs: number;
  /** Longest wait in milliseconds. */
  maxMs: number;
  /** Each wait is the one before times this. */
  factor: number;
  /** Share of the wait that is random, 0 to 1, so that many clients do not return at once. */
  jitter: number;
}

/** Exponential back-off with jitter; a success starts it again from the first wait. */
export class Backoff {
  readonly options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.options = options;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Records a failure and answers how many milliseconds to wait before the next attempt. */
  failed(): number {
    const { firstMs, maxMs, factor, jitter } = this.options;
    const wait = Math.min(maxMs, firstMs * factor ** this.#failures);
    this.#failures += 1;
    return wait * (1 - jitter * Math.random());
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
