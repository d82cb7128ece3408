// Tells of refused records at once, then added up and ever more rarely as long as nothing else comes through: what is
// told may be a record itself, go to the same output, and be refused there.
import type { Logger } from "@cordwood/logging";
import { refusalReportMsMax, refusalReportMsMin } from "../limits.js";

/** What an output has refused lately. */
export class RefusalReport {
  readonly #output: string;
  readonly #logger: Logger;
  #records = 0;
  #last = { reason: "", path: "" };
  #waitMs = refusalReportMsMin;
  #nextMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: string, logger: Logger) {
    this.#output = output;
    this.#logger = logger;
  }

  /** Records were refused for a reason, and kept in a file. */
  refused(records: number, reason: string, path: string): void {
    this.#records += records;
    this.#last = { reason, path };
    const waitMs = this.#nextMs - performance.now();
    if (waitMs <= 0) this.#tell();
    else {
      this.#timer ??= setTimeout(() => {
        this.#tell();
      }, waitMs).unref();
    }
  }

  /** A segment was taken as a whole: the next refusal is news again. */
  taken(): void {
    this.#waitMs = refusalReportMsMin;
  }

  /** Tells what is still untold. */
  close(): void {
    if (this.#timer !== undefined) this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { reason, path } = this.#last;
    this.#logger.error(
      "%s refused %d records for good, lately: %s; they are in %s",
      this.#output,
      this.#records,
      reason,
      path,
    );
    this.#records = 0;
    this.#nextMs = performance.now() + this.#waitMs;
    this.#waitMs = Math.min(this.#waitMs * 2, refusalReportMsMax);
  }
}
