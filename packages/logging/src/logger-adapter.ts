import { type CallOptions, parseCall, ParsedCall, withCallError } from "./call-forms.js";
import { type EntryFunction, hideFrames } from "./caller.js";
import { type Fields, isPlainObject } from "./fields.js";
import type { Handler } from "./handler.js";
import { checkLevel, CRITICAL, DEBUG, ERROR, INFO, type Level, TRACE, WARNING } from "./levels.js";
import { attachMethods, type LogMethod, type LogMethods } from "./log-methods.js";
import type { Logger } from "./logger.js";
import type { Manager } from "./logger-registry.js";

hideFrames(import.meta.url);

/** What {@link LoggerAdapter} takes beside the logger and `extra`. */
export interface LoggerAdapterOptions {
  /** Given here instead of as the second argument. */
  extra?: Fields | null | undefined;
  /** Whether a call's own `extra` is added to the adapter's (Python's `merge_extra`). @default false */
  mergeExtra?: boolean | undefined;
  /** The same, by Python's name. */
  merge_extra?: boolean | undefined;
}

/**
 * Stands for a logger, or for another adapter, and adds to what is logged through it. A subclass changes `process`; by
 * default it sets `extra` on the records.
 */
export class LoggerAdapter implements LogMethods {
  declare trace: LogMethod;
  declare debug: LogMethod;
  declare info: LogMethod;
  declare warning: LogMethod;
  declare warn: LogMethod;
  declare error: LogMethod;
  declare critical: LogMethod;
  declare fatal: LogMethod;

  logger: Logger | LoggerAdapter;
  extra: Fields | null;
  mergeExtra: boolean;

  /**
   * @param logger what to stand for, or all of it by name
   * @param extra set on every record
   */
  constructor(
    logger: Logger | LoggerAdapter | NamedLogger,
    extra?: Fields | null,
    options: LoggerAdapterOptions | boolean = {},
  ) {
    const given: LoggerAdapterOptions = typeof options === "boolean" ? { mergeExtra: options } : options;
    const byName = isNamed(logger);
    const named = byName ? { ...given, ...logger } : given;
    this.logger = byName ? logger.logger : logger;
    this.extra = extra ?? named.extra ?? null;
    this.mergeExtra = named.mergeExtra ?? named.merge_extra ?? false;
  }

  /**
   * What is to be logged instead. A subclass may change the message, and the keyword arguments of the call.
   * @param options the `exc_info`, `extra`, `stack_info` and `stacklevel` of the call; may be changed
   */
  process(msg: unknown, options: CallOptions): [msg: unknown, options: CallOptions] {
    const extra = this.mergeExtra && options.extra ? { ...this.extra, ...options.extra } : this.extra;
    return [msg, { ...options, extra }];
  }

  /** Logs with a level given as a number or by name. */
  log(level: Level, msg: unknown, ...args: unknown[]): void {
    const number = checkLevel(level);
    if (this.passes(number)) this.dispatch(number, msg, args, entries.log);
  }

  /** Logs an error with its stack, at ERROR. */
  exception(msg: unknown, ...args: unknown[]): void {
    if (this.passes(ERROR)) this.dispatch(ERROR, msg, withCallError(args), entries.exception);
  }

  /** Processes a call and hands it to the logger. */
  dispatch(level: number, first: unknown, rest: readonly unknown[], entry: EntryFunction): void {
    if (entry !== entries.log && !hasOwnLog(this)) {
      this.log(level, first, ...rest);
      return;
    }
    const call = parseCall(first, rest);
    const { exc_info: given, ...others } = call.options ?? {};
    const error = given === true || given === undefined ? (call.error ?? given) : given;
    const [msg, options] = this.process(call.msg, error === undefined ? others : { ...others, exc_info: error });
    const processed = new ParsedCall(msg, call.args);
    processed.fields = call.fields;
    processed.options = options;
    this.logger.dispatch(level, processed, [], entry);
  }

  isEnabledFor(level: Level): boolean {
    return this.logger.isEnabledFor(level);
  }

  passes(level: number): boolean {
    return this.logger.passes(level);
  }

  setLevel(level: Level): void {
    this.logger.setLevel(level);
  }

  getEffectiveLevel(): number {
    return this.logger.getEffectiveLevel();
  }

  hasHandlers(): boolean {
    return this.logger.hasHandlers();
  }

  addHandler(handler: Handler): void {
    this.logger.addHandler(handler);
  }

  removeHandler(handler: Handler): void {
    this.logger.removeHandler(handler);
  }

  get name(): string {
    return this.logger.name;
  }

  get manager(): Manager {
    return this.logger.manager;
  }
  set manager(value: Manager) {
    this.logger.manager = value;
  }

  toString(): string {
    return this.logger.toString().replace(/^<\w+/, `<${this.constructor.name}`);
  }
}

type NamedLogger = LoggerAdapterOptions & { logger: Logger | LoggerAdapter };

function isNamed(value: Logger | LoggerAdapter | NamedLogger): value is NamedLogger {
  return isPlainObject(value) && "logger" in value;
}

/** The methods written out above, as the functions that the application calls. */
const entries: Readonly<Record<"log" | "exception", EntryFunction>> = {
  log: Reflect.get<object, string>(LoggerAdapter.prototype, "log") as EntryFunction,
  exception: Reflect.get<object, string>(LoggerAdapter.prototype, "exception") as EntryFunction,
};

/** Whether a subclass has put its own `log` in the place of this class's. */
function hasOwnLog(adapter: { log: unknown }): boolean {
  return adapter.log === entries.log;
}

attachMethods(LoggerAdapter.prototype, {
  trace: TRACE,
  debug: DEBUG,
  info: INFO,
  warning: WARNING,
  warn: WARNING,
  error: ERROR,
  critical: CRITICAL,
  fatal: CRITICAL,
});
