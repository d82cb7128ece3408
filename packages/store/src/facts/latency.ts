import { latencyBoundsS } from "../limits.js";

/** How long calls took: a histogram with cumulative buckets, in seconds. */
export interface LatencyFacts {
  /** Upper bound of a bucket in seconds, and the calls that took at most so long. */
  buckets: (readonly [boundS: number, count: number])[];
  /** All calls, those beyond the last bound too. */
  count: number;
  sumS: number;
}

/** Counts durations in buckets. */
export class Latency {
  readonly #counts: number[] = latencyBoundsS.map(() => 0);
  #count = 0;
  #sumS = 0;

  /** Adds one duration. */
  add(durationMs: number): void {
    const seconds = durationMs / 1000;
    const bucket = latencyBoundsS.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sumS += seconds;
  }

  /** The numbers of now. */
  facts(): LatencyFacts {
    let total = 0;
    const buckets = latencyBoundsS.map((bound, index) => [bound, (total += this.#counts[index] ?? 0)] as const);
    return { buckets, count: this.#count, sumS: this.#sumS };
  }
}
