import { parseCall, type ParsedCall } from "./call-forms.js";
import { captureSite, type EntryFunction } from "./caller.js";
import { currentContext } from "./context.js";
import { LoggingError } from "./errors.js";
import { BoundFields, type Fields } from "./fields.js";
import { Filterer } from "./filter.js";
import type { Handler } from "./handler.js";
import {
  checkLevel,
  CRITICAL,
  DEBUG,
  ERROR,
  getLevelName,
  INFO,
  type Level,
  NOTSET,
  TRACE,
  WARNING,
} from "./levels.js";
import { type LogMethods, attachMethods } from "./log-methods.js";
import {
  customLogRecordFactory,
  getLogRecordFactory,
  LogRecord,
  RESERVED_ATTRIBUTES,
  type MessageArgs,
} from "./log-record.js";
import type { Manager } from "./logger-registry.js";
import { settings } from "./settings.js";
import { lastResort } from "./stream-handler.js";

settings.lastResort = lastResort;

/** What a child logger may set for itself. */
export interface ChildOptions {
  /** Its own level instead of its parent's. */
  level?: Level;
}

/** Raised whenever a level changes anywhere, so that thresholds worked out before are worked out anew. */
let generation = 0;

/** Makes every logger work out its threshold anew. */
export function invalidateThresholds(): void {
  generation += 1;
}

/** Python's Logger: a named place in the hierarchy, with a level, filters and handlers. */
export class Logger extends Filterer {
  static root: Logger;
  static manager: Manager;

  name: string;
  parent: Logger | null = null;
  /** Whether records also go to the handlers of the loggers above. */
  propagate = true;
  handlers: Handler[] = [];
  /** The fields of a child made by {@link child}. */
  bound: BoundFields | undefined = undefined;
  #level: number;
  #disabled = false;
  #threshold = 0;
  #generation = -1;

  constructor(name: string, level: Level = NOTSET) {
    super();
    this.name = name;
    this.#level = checkLevel(level);
  }

  /** The number of this logger's own level; a level name may be assigned too. */
  get level(): number {
    return this.#level;
  }
  set level(value: Level) {
    this.setLevel(value);
  }

  /** Whether this logger is switched off. */
  get disabled(): boolean {
    return this.#disabled;
  }
  set disabled(value: boolean) {
    this.#disabled = value;
    invalidateThresholds();
  }

  get manager(): Manager {
    return Logger.manager;
  }

  get root(): Logger {
    return Logger.root;
  }

  /** @throws LoggingError `CW_LOGGING_LEVEL_UNKNOWN`, `CW_LOGGING_LEVEL_TYPE` */
  setLevel(level: Level): void {
    this.#level = checkLevel(level);
    invalidateThresholds();
  }

  /** The level of the nearest logger upwards that has one; NOTSET when none has. */
  getEffectiveLevel(): number {
    for (let logger: Logger | null = this; logger !== null; logger = logger.parent) {
      if (logger.#level !== NOTSET) return logger.#level;
    }
    return NOTSET;
  }

  /** Whether a record of this level would be made. */
  isEnabledFor(level: Level): boolean {
    return this.passes(typeof level === "number" ? level : checkLevel(level));
  }

  /** pino's name for {@link isEnabledFor}. */
  isLevelEnabled(level: Level): boolean {
    return this.isEnabledFor(level);
  }

  /** {@link isEnabledFor} for a numeric level, as short as it can be: it runs in every call. */
  passes(level: number): boolean {
    return level >= (this.#generation === generation ? this.#threshold : this.#work());
  }

  #work(): number {
    this.#generation = generation;
    const disabledBelow = this.manager.disable;
    this.#threshold = this.#disabled ? Number.POSITIVE_INFINITY : Math.max(this.getEffectiveLevel(), disabledBelow + 1);
    return this.#threshold;
  }

  /** Logs with a level given as a number or by name. */
  log(level: Level, msg: unknown, ...args: unknown[]): void {
    const number = this.#levelOf(level);
    if (number !== undefined && this.passes(number)) this.dispatch(number, this.log, msg, args);
  }

  /** Logs an error with its stack, at ERROR. */
  exception(msg: unknown, ...args: unknown[]): void {
    if (this.passes(ERROR)) this.dispatch(ERROR, this.exception, msg, args);
  }

  #levelOf(level: Level): number | undefined {
    try {
      return checkLevel(level);
    } catch (error) {
      if (settings.raiseExceptions) throw error;
      return undefined;
    }
  }

  /** Makes the record of a call and handles it. For the methods of this class and of those that wrap it. */
  dispatch(level: number, entry: EntryFunction, first: unknown, rest: readonly unknown[]): void {
    this.handle(this.#recordOf(level, entry, parseCall(first, rest)));
  }

  #recordOf(level: number, entry: EntryFunction, call: ParsedCall): LogRecord {
    const { options } = call;
    const site = captureSite(entry, options?.stacklevel);
    const error = options?.exc_info === undefined || options.exc_info === true ? call.error : options.exc_info;
    const stack = options?.stack_info === true ? "Stack" : null;
    const record = this.makeRecord(
      this.name,
      level,
      site.pathname,
      site.lineno,
      call.msg,
      call.args,
      error || null,
      site.funcName,
      options?.extra,
      stack,
    );
    record.fields = call.fields;
    record.bound = this.bound;
    record.context = currentContext();
    return record;
  }

  /** Makes a record; a subclass may make another one. @throws LoggingError when `extra` sets a name of the record's own */
  makeRecord(
    name: string,
    level: number,
    fn: string,
    lno: number,
    msg: unknown,
    args: MessageArgs | null,
    excInfo: unknown,
    func: string | null = null,
    extra: Fields | null = null,
    sinfo: string | null = null,
  ): LogRecord {
    const make = customLogRecordFactory() ?? getLogRecordFactory();
    const record = make(name, level, fn, lno, msg, args, excInfo, func, sinfo);
    for (const [key, value] of Object.entries(extra ?? {})) {
      if (RESERVED_ATTRIBUTES.has(key)) throw new LoggingError("CW_LOGGING_RESERVED_FIELD", [key]);
      record[key] = value;
    }
    return record;
  }

  /** Filters a record and gives it to the handlers; for records that were received, too. */
  handle(record: LogRecord): void {
    if (this.disabled) return;
    const passed = this.filters.length === 0 ? record : this.filter(record);
    if (passed !== false) this.callHandlers(passed);
  }

  addHandler(handler: Handler): void {
    if (!this.handlers.includes(handler)) this.handlers.push(handler);
  }

  removeHandler(handler: Handler): void {
    const index = this.handlers.indexOf(handler);
    if (index >= 0) this.handlers.splice(index, 1);
  }

  /** Whether this logger or one above, as far as records propagate, has a handler. */
  hasHandlers(): boolean {
    for (let logger: Logger | null = this; logger !== null; logger = logger.propagate ? logger.parent : null) {
      if (logger.handlers.length > 0) return true;
    }
    return false;
  }

  /** Gives a record to the handlers of this logger and of those above. */
  callHandlers(record: LogRecord): void {
    let found = 0;
    for (let logger: Logger | null = this; logger !== null; logger = logger.propagate ? logger.parent : null) {
      for (const handler of logger.handlers) {
        found += 1;
        if (record.levelno >= handler.level) handler.handle(record);
      }
    }
    const last = settings.lastResort;
    if (found === 0 && last !== null && record.levelno >= last.level) last.handle(record);
  }

  /** The logger below this one with that name: `getLogger("a").getChild("b.c")` is `a.b.c`. */
  getChild(suffix: string): Logger {
    return this.manager.getLogger(this.root === this ? suffix : `${this.name}.${suffix}`);
  }

  /** The loggers directly below this one. */
  getChildren(): Set<Logger> {
    return this.manager.childrenOf(this);
  }

  /** A logger of the same name whose records also carry these fields. It follows this one's level and handlers. */
  child(fields: Fields, options: ChildOptions = {}): this {
    const made = new (this.constructor as new (name: string) => this)(this.name);
    made.parent = this;
    made.filters = this.filters;
    made.bound = this.bound === undefined ? new BoundFields(fields) : this.bound.with(fields);
    if (options.level !== undefined) made.setLevel(options.level);
    return made;
  }

  /** Another name for {@link child}. */
  bind(fields: Fields): this {
    return this.child(fields);
  }

  override toString(): string {
    return `<${this.constructor.name} ${this.name} (${getLevelName(this.getEffectiveLevel())})>`;
  }
}

/** A logger has a method for every level. */
export interface Logger extends LogMethods {}

attachMethods(Logger.prototype, {
  trace: TRACE,
  debug: DEBUG,
  info: INFO,
  warning: WARNING,
  warn: WARNING,
  error: ERROR,
  critical: CRITICAL,
  fatal: CRITICAL,
});
