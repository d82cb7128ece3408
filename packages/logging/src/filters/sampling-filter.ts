import { LoggingError } from "../errors.js";
import { checkLevel, getLevelName, type Level, WARNING } from "../levels.js";
import type { LogRecord } from "../log-record.js";
import { HoldingFilter, type HoldingFilterOptions } from "./holding-filter.js";

/** What a {@link SamplingFilter} takes. */
export interface SamplingFilterOptions extends HoldingFilterOptions {
  /** One record of so many passes. */
  keepOneIn: number;
  /** Records of this level and above all pass. @default "WARNING" */
  exemptLevel?: Level | undefined;
}

/** Lets one record in N pass, and all that are severe. One that passed carries `sample_rate`, so that sums can be made. */
export class SamplingFilter extends HoldingFilter {
  readonly #keepOneIn: number;
  readonly #exemptLevel: number;
  #seen = 0;
  #reported = 0;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
  constructor({ keepOneIn, exemptLevel = WARNING, ...options }: SamplingFilterOptions) {
    super(options);
    if (!Number.isInteger(keepOneIn) || keepOneIn < 1) {
      throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["keepOneIn", keepOneIn, "a whole number of at least 1"]);
    }
    this.#keepOneIn = keepOneIn;
    this.#exemptLevel = checkLevel(exemptLevel);
  }

  protected override decide(record: LogRecord): boolean {
    if (record.levelno >= this.#exemptLevel) return true;
    const kept = this.#seen % this.#keepOneIn === 0;
    this.#seen += 1;
    if (!kept) return this.hold();
    record.fields = { ...record.fields, sample_rate: this.#keepOneIn };
    return true;
  }

  protected override reportHeldBack(): void {
    const count = this.heldBack - this.#reported;
    this.#reported = this.heldBack;
    const name = getLevelName(this.#exemptLevel);
    if (count > 0) this.say("root", WARNING, `Sampling held back ${count} records below ${name}`, count);
  }
}
