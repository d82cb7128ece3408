import { type LogRecord, RateLimitFilter } from "@cordwood/logging";
import { type Counter, register, type Registry } from "prom-client";
import { SAMPLE_EVERY_DEFAULT, TEMPLATES_MAX_DEFAULT } from "../limits.js";
import { sharedCounter } from "../shared-counter.js";
import { LabelGuard } from "../guard/label-guard.js";

/** Options of {@link VolumeGuard}. */
export interface VolumeGuardOptions {
  /** Records per second that are written for each logger or template. */
  perSecond: number;
  /** Records that may be written at once after a pause. @default perSecond */
  burst?: number;
  /** Of the records above the budget, every so many-th of each logger or template is written all the same, with this number as its field `sample_rate`; 0 for none. @default 100 */
  sampleEvery?: number;
  /** What has a budget of its own: each logger, or each message before its arguments are put in. @default "logger" */
  by?: "logger" | "template";
  /** How often one record says what was held back, in milliseconds. @default as the library's filters */
  reportIntervalMs?: number;
  /** @default prom-client's own */
  registry?: Registry;
}

/**
 * What is too much for a log becomes a number: a filter for a handler or logger that lets a budget of records pass per second and a sample of
 * those above it, counts the rest as `log_records_held_back_total{logger,level}`, and says now and then in one record how many it held back.
 */
export class VolumeGuard extends RateLimitFilter {
  readonly #heldBack: Counter<"logger" | "level">;
  readonly #guard: LabelGuard;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` when `perSecond` is not above 0 */
  constructor(options: VolumeGuardOptions) {
    const { perSecond, burst, sampleEvery = SAMPLE_EVERY_DEFAULT, by = "logger", reportIntervalMs } = options;
    const { registry = register } = options;
    const key = by === "template" ? templateOf : (record: LogRecord): string => record.name;
    super({ perSecond, burst, sampleEvery, reportIntervalMs, key });
    const name = "log_records_held_back_total";
    this.#heldBack = sharedCounter(registry, name, "Records counted instead of written", ["logger", "level"]);
    this.#guard = new LabelGuard(name, { registry, valuesMax: TEMPLATES_MAX_DEFAULT });
  }

  protected override decide(record: LogRecord): boolean {
    const passes = super.decide(record);
    if (!passes)
      this.#heldBack.inc({ logger: this.#guard.value("logger", record.name), level: record.levelname.toLowerCase() });
    return passes;
  }
}

const templateOf = (record: LogRecord): string => `${record.name}: ${String(record.msg)}`;
