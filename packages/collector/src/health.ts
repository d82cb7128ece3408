// One record when a component begins to fail and one when it works again, not more often than a reader can take.
import type { Logger } from "@cordwood/logging";
import { healthReportMsMin } from "./limits.js";

/** The health of one component. */
export class Health {
  readonly #id: string;
  readonly #logger: Logger;
  readonly #held: () => string;
  #reason: string | undefined;
  #sinceMs = 0;
  #reported = false;
  #reportedMs = -Infinity;
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `held` says what waits for the component, for the record when it works again. */
  constructor(id: string, logger: Logger, held: () => string = () => "") {
    this.#id = id;
    this.#logger = logger;
    this.#held = held;
  }

  /** False while the component fails. */
  get ok(): boolean {
    return this.#reason === undefined;
  }

  /** It failed; the first failure in a row is the one that is told. */
  failed(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#sinceMs = Date.now();
    this.#changed();
  }

  /** It works. */
  works(): void {
    if (this.#reason === undefined) return;
    this.#reason = undefined;
    this.#changed();
  }

  /** Tells nothing more. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #changed(): void {
    this.#changes += 1;
    const waitMs = this.#reportedMs + healthReportMsMin - performance.now();
    if (waitMs <= 0) this.#report();
    else {
      this.#timer ??= setTimeout(() => {
        this.#report();
      }, waitMs).unref();
    }
  }

  #report(): void {
    this.#timer = undefined;
    const failing = this.#reason !== undefined;
    const changes = this.#changes;
    this.#changes = 0;
    if (failing === this.#reported && changes < 2) return;
    this.#reported = failing;
    this.#reportedMs = performance.now();
    const fields = { component: this.#id, healthy: !failing, changes, since: new Date(this.#sinceMs).toISOString() };
    if (failing) this.#logger.warning("%s fails since %s: %s", this.#id, fields.since, this.#reason, fields);
    else this.#logger.info("%s works again after %s s%s", this.#id, this.#seconds(), this.#held(), fields);
  }

  #seconds(): string {
    return ((Date.now() - this.#sinceMs) / 1000).toFixed(1);
  }
}
