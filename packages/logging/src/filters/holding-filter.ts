import { flushAtExit } from "../handler-registry.js";
import { LogRecord } from "../log-record.js";
import { getLogger } from "../logger-registry.js";

/** What every filter takes that holds records back. */
export interface HoldingFilterOptions {
  /** What is done with the record that says how much was held back. @default it goes to the handlers of its logger */
  report?: ((record: LogRecord) => void) | undefined;
  /** How often, in milliseconds, it says so. @default 60000 */
  reportIntervalMs?: number | undefined;
}

/** A minute: often enough to notice, seldom enough not to be noise itself. */
const REPORT_INTERVAL_MS_DEFAULT = 60_000;

/**
 * What filters have in common that hold records back: they count them, and say how many it were, in a record of their
 * own, at intervals and when the process ends.
 */
export abstract class HoldingFilter {
  /** Records held back since the filter was made. */
  heldBack = 0;
  readonly #report: (record: LogRecord) => void;
  readonly #intervalMs: number;
  readonly #reports = new WeakSet<LogRecord>();
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor({ report, reportIntervalMs = REPORT_INTERVAL_MS_DEFAULT }: HoldingFilterOptions = {}) {
    this.#report = report ?? ((record) => getLogger(record.name).handle(record));
    this.#intervalMs = reportIntervalMs;
    flushAtExit(this);
  }

  /** Whether the record passes; one that says what was held back always does. */
  filter(record: LogRecord): boolean | LogRecord {
    return this.#reports.has(record) || this.decide(record);
  }

  /** Says now what was held back since the last time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.reportHeldBack();
  }

  protected abstract decide(record: LogRecord): boolean | LogRecord;

  protected abstract reportHeldBack(): void;

  /** Counts a record that does not pass. */
  protected hold(): false {
    this.heldBack += 1;
    if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.flush(), this.#intervalMs);
      this.#timer.unref();
    }
    return false;
  }

  /** Sends a record about `count` records that were held back. */
  protected say(name: string, level: number, message: string, count: number): void {
    const record = new LogRecord(name, level, "", 0, message);
    record.fields = { held_back: count };
    this.#reports.add(record);
    this.#report(record);
  }
}
