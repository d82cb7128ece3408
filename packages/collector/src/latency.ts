import type { LatencySnapshot } from "./component-snapshot.js";
import { latencyBoundsSeconds } from "./limits.js";

/** Counts durations in buckets. */
export class Latency {
  readonly #counts: number[] = latencyBoundsSeconds.map(() => 0);
  #sum = 0;
  #count = 0;

  /** Adds one duration. */
  add(ms: number): void {
    const seconds = ms / 1000;
    const bucket = latencyBoundsSeconds.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
    this.#count += 1;
  }

  /** The numbers of now; the counts of the buckets are cumulative. */
  snapshot(): LatencySnapshot {
    let total = 0;
    const buckets = latencyBoundsSeconds.map((bound, index) => [bound, (total += this.#counts[index] ?? 0)] as const);
    return { buckets, sum: this.#sum, count: this.#count };
  }
}
