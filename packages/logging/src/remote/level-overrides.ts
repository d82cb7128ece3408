import type { Level } from "../levels.js";
import { REMOTE_LEVEL_MS_MAX } from "../limits.js";
import type { Logger } from "../logger.js";

interface Override {
  /** The level that comes back. */
  before: number;
  /** The level that was set. */
  set: number;
  until: number;
  timer: NodeJS.Timeout;
}

/** Levels that hold for a while and then return by themselves, whether or not a server is there. */
export class LevelOverrides {
  readonly #overrides = new Map<Logger, Override>();
  readonly #onEnd: () => void;

  /** @param onEnd called when a level has returned */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /**
   * Sets a level for a time, at most a day. A second one counts from now; the level from before the first comes back.
   * @returns when it ends, milliseconds since the epoch
   * @throws LoggingError `CW_LOGGING_LEVEL_UNKNOWN`
   */
  set(logger: Logger, level: Level, forMs: number): number {
    const before = this.#overrides.get(logger)?.before ?? logger.level;
    logger.setLevel(level);
    clearTimeout(this.#overrides.get(logger)?.timer);
    const ms = Math.min(Math.max(forMs, 0), REMOTE_LEVEL_MS_MAX);
    const until = Date.now() + ms;
    const timer = setTimeout(() => this.restore(logger), ms).unref();
    this.#overrides.set(logger, { before, set: logger.level, until, timer });
    return until;
  }

  /** Brings the level back now; a level that the program has set meanwhile stays. */
  restore(logger: Logger): void {
    const override = this.#overrides.get(logger);
    if (override === undefined) return;
    clearTimeout(override.timer);
    this.#overrides.delete(logger);
    if (logger.level === override.set) logger.setLevel(override.before);
    this.#onEnd();
  }

  /** When the level that was set from outside ends; null for none. */
  endOf(logger: Logger): number | null {
    return this.#overrides.get(logger)?.until ?? null;
  }
}
