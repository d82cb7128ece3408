import { FILTER_KEYS_MAX } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { HoldingFilter, type HoldingFilterOptions } from "./holding-filter.js";

/** What a {@link DuplicateFilter} takes. */
export interface DuplicateFilterOptions extends HoldingFilterOptions {
  /** How long after its first a record counts as a repetition, in milliseconds. @default 60000 */
  windowMs?: number | undefined;
  /** What makes two records the same. @default logger, level and message */
  key?: ((record: LogRecord) => string) | undefined;
}

const WINDOW_MS_DEFAULT = 60_000;

/** A record that passed, and how often it came again. */
interface Seen {
  readonly name: string;
  readonly levelno: number;
  readonly message: string;
  readonly untilMs: number;
  count: number;
}

/** Lets the first of several equal records pass, and says afterwards how often it was repeated. */
export class DuplicateFilter extends HoldingFilter {
  readonly #windowMs: number;
  readonly #key: (record: LogRecord) => string;
  readonly #seen = new Map<string, Seen>();

  constructor({ windowMs = WINDOW_MS_DEFAULT, key = identityOf, ...options }: DuplicateFilterOptions = {}) {
    super({ reportIntervalMs: windowMs, ...options });
    this.#windowMs = windowMs;
    this.#key = key;
  }

  protected override decide(record: LogRecord): boolean {
    const key = this.#key(record);
    const nowMs = record.created * 1000;
    const seen = this.#seen.get(key);
    if (seen !== undefined && nowMs < seen.untilMs) {
      seen.count += 1;
      return this.hold();
    }
    if (seen !== undefined) this.#finish(key, seen);
    if (this.#seen.size >= FILTER_KEYS_MAX) this.flush();
    const { name, levelno } = record;
    this.#seen.set(key, { name, levelno, message: record.getMessage(), untilMs: nowMs + this.#windowMs, count: 0 });
    return true;
  }

  #finish(key: string, seen: Seen): void {
    this.#seen.delete(key);
    if (seen.count === 0) return;
    const times = seen.count === 1 ? "once" : `${seen.count} times`;
    this.say(seen.name, seen.levelno, `${seen.message} (repeated ${times})`, seen.count);
  }

  protected override reportHeldBack(): void {
    for (const [key, seen] of this.#seen) this.#finish(key, seen);
  }
}

function identityOf(record: LogRecord): string {
  return `${record.name}\n${record.levelno}\n${record.getMessage()}`;
}
