import { type LogRecord, RateLimitFilter } from "@cordwood/logging";
import { type Counter, register, type Registry } from "prom-client";
import { TEMPLATES_MAX_DEFAULT } from "../limits.js";
import { sharedCounter } from "../shared-counter.js";
import { LabelGuard } from "../guard/label-guard.js";

/** Options of {@link VolumeGuard}. */
export interface VolumeGuardOptions {
  /** Records per second that are written for each logger or template. */
  perSecond: number;
  /** Records that may be written at once after a pause. @default perSecond */
  burst?: number;
  /** What has a budget of its own: each logger, or each message before its arguments are put in. @default "logger" */
  by?: "logger" | "template";
  /** How often one record says what was held back, in milliseconds. @default as the library's filters */
  reportIntervalMs?: number;
  /** @default prom-client's own */
  registry?: Registry;
}

/**
 * What is too much for a log becomes a number: a filter for a handler or logger that lets a budget of records pass per second, counts the rest as
 * `log_records_held_back_total{logger,level}`, and says now and then in one record how many it held back.
 */
export class VolumeGuard extends RateLimitFilter {
  readonly #heldBack: Counter<"logger" | "level">;
  readonly #guard: LabelGuard;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` when `perSecond` is not above 0 */
  constructor({ perSecond, burst, by = "logger", reportIntervalMs, registry = register }: VolumeGuardOptions) {
    super({ perSecond, burst, reportIntervalMs, key: by === "template" ? templateOf : (record) => record.name });
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
