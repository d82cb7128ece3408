/** How long calls took: a histogram with cumulative buckets, in seconds. */
export interface LatencyFacts {
  /** Upper bound of a bucket in seconds, ascending, and the calls that took at most so long. */
  buckets: readonly (readonly [boundS: number, count: number])[];
  /** All calls, those beyond the last bound too. */
  count: number;
  /** All calls together, in seconds. */
  sum: number;
}

/** Counts durations in buckets. */
export class Latency {
  readonly #boundsS: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  /** With the upper bounds of its buckets, in seconds, ascending. */
  constructor(boundsS: readonly number[]) {
    this.#boundsS = boundsS;
    this.#counts = boundsS.map(() => 0);
  }

  /** Adds one duration. */
  add(durationMs: number): void {
    const seconds = durationMs / 1000;
    const bucket = this.#boundsS.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += seconds;
  }

  /** The numbers of now. */
  facts(): LatencyFacts {
    let total = 0;
    const buckets = this.#boundsS.map((bound, index) => [bound, (total += this.#counts[index] ?? 0)] as const);
    return { buckets, count: this.#count, sum: this.#sum };
  }
}
