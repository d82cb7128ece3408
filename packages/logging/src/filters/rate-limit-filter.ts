import { LoggingError } from "../errors.js";
import { WARNING } from "../levels.js";
import { FILTER_KEYS_MAX } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { HoldingFilter, type HoldingFilterOptions } from "./holding-filter.js";

/** What a {@link RateLimitFilter} takes. */
export interface RateLimitFilterOptions extends HoldingFilterOptions {
  /** Records that pass per second, in the long run, for each key. */
  perSecond: number;
  /** Records that may pass at once after a pause. @default perSecond */
  burst?: number | undefined;
  /**
   * Of the records above the limit, every so many-th of each key passes all the same, with this number as its field `sample_rate`. 0 for none.
   * @default 0
   */
  sampleEvery?: number | undefined;
  /** What is counted together. @default the logger's name */
  key?: ((record: LogRecord) => string) | undefined;
}

/** A token bucket. */
interface Bucket {
  tokens: number;
  filledMs: number;
  heldBack: number;
  /** Records above the limit since the last sample. */
  unsampled: number;
}

/** Lets so many records per second pass for each logger, or for each key of one's own. */
export class RateLimitFilter extends HoldingFilter {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #sampleEvery: number;
  readonly #key: (record: LogRecord) => string;
  readonly #buckets = new Map<string, Bucket>();

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
  constructor(given: RateLimitFilterOptions) {
    const { perSecond, burst = perSecond, sampleEvery = 0, key = (record) => record.name, ...options } = given;
    super(options);
    if (!(perSecond > 0)) throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["perSecond", perSecond, "more than 0"]);
    this.#perMs = perSecond / 1000;
    this.#burst = Math.max(1, burst);
    this.#sampleEvery = sampleEvery;
    this.#key = key;
  }

  protected override decide(record: LogRecord): boolean {
    const bucket = this.#bucketOf(this.#key(record));
    const nowMs = record.created * 1000;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + Math.max(0, nowMs - bucket.filledMs) * this.#perMs);
    bucket.filledMs = nowMs;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return true;
    }
    if (this.#isSample(bucket)) {
      record["sample_rate"] = this.#sampleEvery;
      return true;
    }
    bucket.heldBack += 1;
    return this.hold();
  }

  #isSample(bucket: Bucket): boolean {
    if (this.#sampleEvery <= 0) return false;
    bucket.unsampled += 1;
    if (bucket.unsampled < this.#sampleEvery) return false;
    bucket.unsampled = 0;
    return true;
  }

  #bucketOf(key: string): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    if (this.#buckets.size >= FILTER_KEYS_MAX) this.flush();
    const bucket = { tokens: this.#burst, filledMs: 0, heldBack: 0, unsampled: 0 };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  protected override reportHeldBack(): void {
    for (const [key, { heldBack }] of this.#buckets) {
      if (heldBack > 0) this.say("root", WARNING, `The rate limit held back ${heldBack} records of ${key}`, heldBack);
    }
    this.#forget();
  }

  /** Buckets are kept, so that a report does not let a burst pass; only when they are too many they all go. */
  #forget(): void {
    if (this.#buckets.size >= FILTER_KEYS_MAX) this.#buckets.clear();
    for (const bucket of this.#buckets.values()) bucket.heldBack = 0;
  }
}
