// Says what senders do wrong without letting them fill the log.
import type { Logger } from "@cordwood/logging";
import { complaintMsMin } from "../limits.js";

/** Warnings of one kind: the first at once, further ones at most once in {@link complaintMsMin} with their number. */
export class Complaints {
  readonly #logger: Logger;
  #count = 0;
  #unsaid = 0;
  #nextMs = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** How often there was a reason to complain. */
  get count(): number {
    return this.#count;
  }

  /** Counts, and warns unless it has just warned. The text is formatted as the logger does. */
  warn(text: string, ...values: unknown[]): void {
    this.#count += 1;
    const now = performance.now();
    if (now < this.#nextMs) {
      this.#unsaid += 1;
      return;
    }
    const more = this.#unsaid === 0 ? "" : ` (and ${this.#unsaid} more like it)`;
    this.#logger.warning(`${text}%s`, ...values, more);
    this.#unsaid = 0;
    this.#nextMs = now + complaintMsMin;
  }
}
