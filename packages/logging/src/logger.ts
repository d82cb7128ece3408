import { withCallError } from "./call-forms.js";
import { type CallOptions, parseCall } from "./call-forms.js";
import { captureSite, captureStack, type EntryFunction, hideFrames, rememberCaller } from "./caller.js";
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
import { reportFault, reportNoHandlers } from "./fault-report.js";
import { attachMethods, type LogMethod, type LogMethods } from "./log-methods.js";
import { getLogRecordFactory, type LogRecord, type MessageArgs, RESERVED_ATTRIBUTES } from "./log-record.js";
import type { Manager } from "./logger-registry.js";
import { recordOfCall } from "./record-of-call.js";
import { serialized, type Serializers } from "./serializers.js";
import { settings } from "./settings.js";
import { lastResort } from "./stream-handler.js";

settings.lastResort = lastResort;
hideFrames(import.meta.url);

/** What a child logger may set for itself. */
export interface ChildOptions {
  /** Its own level instead of its parent's. */
  level?: Level | undefined;
  /** What a field is written as, by its name: `{ req: (request) => ({ method: request.method }) }`. */
  serializers?: Serializers | undefined;
}

/** Raised whenever a level changes anywhere, so that thresholds worked out before are worked out anew. */
let generation = 0;

/** Makes every logger work out its threshold anew. */
export function invalidateThresholds(): void {
  generation += 1;
}

/** Python's Logger: a named place in the hierarchy, with a level, filters and handlers. */
export class Logger extends Filterer implements LogMethods {
  static root: Logger;
  static manager: Manager;

  declare trace: LogMethod;
  declare debug: LogMethod;
  declare info: LogMethod;
  declare warning: LogMethod;
  declare warn: LogMethod;
  declare error: LogMethod;
  declare critical: LogMethod;
  declare fatal: LogMethod;

  name: string;
  parent: Logger | null = null;
  /** Whether records also go to the handlers of the loggers above. */
  propagate = true;
  handlers: Handler[] = [];
  /** The fields of a child made by {@link child}; undefined for a logger that is none. */
  boundFields: BoundFields | undefined = undefined;
  /** What fields are written as, by name; a child adds its own. */
  serializers: Serializers | undefined = undefined;
  #level: number;
  #disabled = false;
  #manager: Manager | undefined = undefined;
  #threshold = 0;
  #generation = -1;
  /** Whether the last record's caller was asked for: taken down here, it costs a third of what it costs in a formatter. */
  #callerAsked = false;

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

  /** What holds the hierarchy; the same for all loggers unless one was assigned. */
  get manager(): Manager {
    return this.#manager ?? Logger.manager;
  }
  set manager(value: Manager) {
    this.#manager = value;
    invalidateThresholds();
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
    return this.#level === NOTSET && this.parent !== null ? this.parent.getEffectiveLevel() : this.#level;
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
    return level >= (this.#generation === generation ? this.#threshold : this.#workOutThreshold());
  }

  #workOutThreshold(): number {
    this.#generation = generation;
    const lowest = Math.max(this.getEffectiveLevel(), this.manager.disable + 1);
    this.#threshold = this.#off() ? Number.POSITIVE_INFINITY : lowest;
    return this.#threshold;
  }

  /** Whether this logger, or the one it is a child of, is disabled. */
  #off(): boolean {
    return this.#disabled || (this.boundFields !== undefined && this.parent !== null && this.parent.#off());
  }

  /**
   * Logs with a level given as a number or by name.
   * @throws LoggingError when there is no such level, if `settings.raiseExceptions`
   */
  log(level: Level, msg: unknown, ...args: unknown[]): void {
    const number = levelOf(level);
    if (number !== undefined && this.passes(number)) this.dispatch(number, msg, args, entries.log);
  }

  /** Logs an error with its stack, at ERROR. */
  exception(msg: unknown, ...args: unknown[]): void {
    if (this.passes(ERROR)) this.dispatch(ERROR, msg, withCallError(args), entries.exception);
  }

  /** Does nothing: pino's method of the level above all. */
  silent(): void {}

  /**
   * Makes the record of a call and handles it, by `_log` if a subclass has its own. For the methods of this class and of those that wrap
   * it. Nothing is thrown: a fault is reported on stderr.
   * @param entry the function that the application called; the frame below it on the stack is the caller's
   */
  dispatch(level: number, msg: unknown, args: readonly unknown[], entry: EntryFunction): void {
    if (this._log === ownLog) this.#dispatch(level, msg, args, entry);
    else logBy(this, level, msg, args);
  }

  /** Makes the record of a call and handles it, if the level is enabled or not: what a subclass changes in Python. */
  _log(level: number, msg: unknown, args: readonly unknown[] = [], options: CallOptions = {}): void {
    this.#dispatch(level, msg, [...args, options], entries._log);
  }

  #dispatch(level: number, msg: unknown, args: readonly unknown[], entry: EntryFunction): void {
    try {
      const record = recordOfCall(this, level, msg, args, entry);
      record.callerEntry = entry;
      if (this.#callerAsked) record.callerSite ??= captureSite(entry, record.callerDepth);
      this.handle(record);
      this.#callerAsked = record.callerAsked;
      record.callerEntry = undefined;
    } catch (error) {
      reportFault(error, msg, args);
    }
  }

  /** Whether records are made by the library's own `makeRecord`. */
  get makesPlainRecords(): boolean {
    return isOwnMakeRecord(this);
  }

  /** Makes a record; a subclass may make another one. @throws LoggingError `CW_LOGGING_RESERVED_FIELD` */
  makeRecord(
    name: string,
    level: number,
    fn: string,
    lno: number,
    msg: unknown,
    args: MessageArgs | null,
    excInfo: unknown,
    func: string | null | MakeRecordOptions = null,
    extra: Fields | null = null,
    sinfo: string | null = null,
  ): LogRecord {
    if (typeof func === "object" && func !== null) {
      return this.makeRecord(name, level, fn, lno, msg, args, excInfo, func.func, func.extra, func.sinfo);
    }
    const record = getLogRecordFactory()(name, level, fn, lno, msg, args, excInfo, func, sinfo);
    for (const key of Object.keys(extra ?? {})) {
      if (RESERVED_ATTRIBUTES.has(key)) throw new LoggingError("CW_LOGGING_RESERVED_FIELD", [key]);
      record[key] = extra?.[key];
    }
    return record;
  }

  /** The caller of a method that logs: file, line, function, and the stack if it is asked for. */
  findCaller(stackInfo = false, stacklevel = 1): [string, number, string | null, string | null] {
    const { pathname, lineno, funcName } = captureSite(entries.findCaller, stacklevel);
    return [pathname, lineno, funcName, stackInfo ? captureStack(entries.findCaller) : null];
  }

  /** Filters a record and gives it to the handlers; for records that were received, too. */
  handle(record: LogRecord): void {
    if (this.#disabled) return;
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
    return this.handlers.length > 0 || (this.propagate && this.parent !== null && this.parent.hasHandlers());
  }

  /** Gives a record to the handlers of this logger and of those above. */
  callHandlers(record: LogRecord): void {
    if (!deliverUpwards(this, record)) callLastResort(this, record);
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
    const serializers =
      options.serializers === undefined ? this.serializers : { ...this.serializers, ...options.serializers };
    made.serializers = serializers;
    const own = serialized({ ...fields }, serializers);
    made.boundFields = this.boundFields === undefined ? new BoundFields(own) : this.boundFields.with(own);
    if (options.level !== undefined) made.setLevel(options.level);
    return made;
  }

  /** Another name for {@link child}. */
  bind(fields: Fields): this {
    return this.child(fields);
  }

  /** The fields of a child, as pino gives them. */
  bindings(): Fields {
    return this.boundFields?.fields ?? {};
  }

  override toString(): string {
    return `<${this.constructor.name} ${this.name} (${getLevelName(this.getEffectiveLevel())})>`;
  }
}

/** The last arguments of `makeRecord`, by name. */
interface MakeRecordOptions {
  func?: string | null;
  extra?: Fields | null;
  sinfo?: string | null;
}

function levelOf(level: Level): number | undefined {
  if (typeof level === "number" && Number.isInteger(level)) return level;
  try {
    return checkLevel(level);
  } catch (error) {
    if (settings.raiseExceptions) throw error;
    return undefined;
  }
}

/** Whether there was a handler at all. */
function deliverUpwards(start: Logger, record: LogRecord): boolean {
  let found = false;
  for (let logger: Logger | null = start; logger !== null; logger = logger.propagate ? logger.parent : null) {
    const { handlers } = logger;
    for (let index = 0; index < handlers.length; index += 1) {
      found = true;
      const handler = handlers[index] as Handler;
      if (record.levelno >= handler.level) deliver(handler, record);
    }
  }
  return found;
}

/** A handler that keeps records may read the caller when the call is over, so it is taken down now. */
function deliver(handler: Handler, record: LogRecord): void {
  if (handler.keepsRecords) rememberCaller(record);
  handler.handle(record);
}

function callLastResort(logger: Logger, record: LogRecord): void {
  const { lastResort: last } = settings;
  if (last === null) reportNoHandlers(logger);
  else if (record.levelno >= last.level) last.handle(record);
}

/** The methods written out above, as the functions that the application calls. */
const entries: Readonly<Record<"log" | "_log" | "exception" | "findCaller", EntryFunction>> = {
  log: Reflect.get<object, string>(Logger.prototype, "log") as EntryFunction,
  _log: Reflect.get<object, string>(Logger.prototype, "_log") as EntryFunction,
  exception: Reflect.get<object, string>(Logger.prototype, "exception") as EntryFunction,
  findCaller: Reflect.get<object, string>(Logger.prototype, "findCaller") as EntryFunction,
};

/** Tells a subclass's `_log`. */
const ownLog: unknown = entries._log;

/** Calls a subclass's `_log` as Python does. */
function logBy(logger: Logger, level: number, first: unknown, rest: readonly unknown[]): void {
  const { msg, args, error, fields, options } = parseCall(first, rest);
  const given = error === undefined ? options : { exc_info: error, ...options };
  logger._log(level, msg, args, { ...fields, ...given });
}

/** Tells a `makeRecord` that a subclass or an application has put in the library's place. */
const ownMakeRecord: unknown = Reflect.get(Logger.prototype, "makeRecord");

function isOwnMakeRecord(logger: { makeRecord: unknown }): boolean {
  return logger.makeRecord === ownMakeRecord;
}

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
