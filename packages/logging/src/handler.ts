import { LoggingError } from "./errors.js";
import { reportFault } from "./fault-report.js";
import { Filterer } from "./filter.js";
import { Formatter } from "./formatters/formatter.js";
import { rememberHandler, forgetHandler, nameHandler } from "./handler-registry.js";
import { checkLevel, getLevelName, type Level, NOTSET } from "./levels.js";
import type { LogRecord } from "./log-record.js";

/** What a handler asks of a formatter. */
export interface FormatterLike {
  format(record: LogRecord): string;
  /** Whether the text depends on the record alone, so that another handler may use it again. @default false */
  readonly sharesText?: boolean;
}

const defaultFormatter = new Formatter();

/**
 * Sends records somewhere. A subclass gives `emit`, and catches its own faults with `handleError`; `handle` is what
 * loggers call.
 */
export class Handler extends Filterer {
  /** Records below it are not for this handler; a number. */
  level: number;
  formatter: FormatterLike | null = null;
  /** Always null: JavaScript runs one record at a time. Kept for programs that come from Python. */
  lock: null = null;
  /**
   * Whether records may be read after `emit` has returned, so that their caller must be found out before. True unless
   * a subclass knows that it formats at once.
   */
  keepsRecords = true;
  #name: string | null = null;

  /** @throws LoggingError when there is no such level */
  constructor(level: Level | { level?: Level } = NOTSET) {
    super();
    this.level = checkLevel(typeof level === "object" ? (level?.level ?? NOTSET) : level);
    rememberHandler(this);
  }

  /** The name by which `getHandlerByName` finds it; null for none. */
  get name(): string | null {
    return this.#name;
  }
  set name(value: string | null) {
    nameHandler(this, this.#name, value);
    this.#name = value;
  }

  /** Python's `get_name`. */
  getName(): string | null {
    return this.name;
  }

  /** Python's `set_name`. */
  setName(value: string | null): void {
    this.name = value;
  }

  /** Does nothing: there is no lock to make. */
  createLock(): void {}

  /** Does nothing: there is no lock to take. */
  acquire(): void {}

  /** Does nothing: there is no lock to give back. */
  release(): void {}

  /** @throws LoggingError when there is no such level */
  setLevel(level: Level): void {
    this.level = checkLevel(level);
  }

  setFormatter(formatter: FormatterLike | null): void {
    this.formatter = formatter;
  }

  /** The record as text, by this handler's formatter or the default one (the message alone). */
  format(record: LogRecord): string {
    const formatter = this.formatter ?? defaultFormatter;
    if (record.formattedBy === formatter) return record.formattedText;
    const text = formatter.format(record);
    if (formatter.sharesText === true) {
      record.formattedBy = formatter;
      record.formattedText = text;
    }
    return text;
  }

  /** Filters the record and emits what is left. False when a filter dropped it, else the record that was emitted. */
  handle(record: LogRecord): LogRecord | false {
    const passed = this.filters.length === 0 ? record : this.filter(record);
    if (passed === false) return false;
    if (this.filters.length > 0) passed.formattedBy = undefined;
    this.acquire();
    try {
      this.emit(passed);
    } finally {
      this.release();
    }
    return passed;
  }

  /** Sends the record; a subclass gives it. */
  emit(_record: LogRecord): void {
    throw new LoggingError("CW_LOGGING_EMIT_MISSING", [this.constructor.name]);
  }

  /** Hands on what is held back. A handler that delivers over a network answers a promise, which never rejects. */
  flush(): void | Promise<void> {}

  /** Gives back what the handler holds; it takes no more records. Answers as {@link flush} does. */
  close(): void | Promise<void> {
    nameHandler(this, this.#name, null);
    forgetHandler(this);
  }

  /** Says on stderr what went wrong while this record was emitted, if `settings.raiseExceptions`; never throws. */
  handleError(record: LogRecord, error: unknown): void {
    reportFault(error, record?.msg, record?.args);
  }

  override toString(): string {
    return `<${this.constructor.name} (${getLevelName(this.level)})>`;
  }
}
