import { basename, extname } from "node:path";
import { threadId } from "node:worker_threads";
import { type CallerSite, type CapturedStack, callerOf, type EntryFunction, UNKNOWN_SITE } from "./caller.js";
import { formatMessage } from "./message.js";
import { type BoundFields, type Fields, isPlainObject } from "./fields.js";
import { getLevelName } from "./levels.js";
import { settings } from "./settings.js";

/** Positional values of a message, or one object for `%(name)s`. */
export type MessageArgs = readonly unknown[] | Readonly<Record<string, unknown>>;

/** What can go wrong travels as the error itself; Python's `(type, value, traceback)` is accepted where one is given. */
export type ExcInfo = unknown;

/** Makes records; see {@link setLogRecordFactory}. */
export type LogRecordFactory = (...args: ConstructorParameters<typeof LogRecord>) => LogRecord;

const startedMs = performance.timeOrigin;
/** The arguments of a message that has none. */
export const NO_ARGS: readonly unknown[] = [];

/**
 * One event, as it passes through loggers, filters, handlers and formatters. The names are Python's. What costs time
 * (caller, thread, process) is found out when it is first read; filters may set further properties.
 */
export class LogRecord {
  [extra: string]: unknown;

  /** Name of the logger. */
  name: string;
  levelno: number;
  levelname: string;
  /** The message as it was given, before its arguments are put in. */
  msg: unknown;
  args: MessageArgs;
  /** Seconds since the epoch, with fractions. */
  created: number;
  /** The error that belongs to the record, or null. */
  exc_info: ExcInfo;
  /** The error as text, once a formatter made it; other formatters use it again. */
  exc_text: string | null;
  stack_info: string | null;
  /** Named values of this call. */
  fields: Fields | undefined;
  /** Named values of the child logger the call was made on. */
  boundFields: BoundFields | undefined;
  /** Named values of the context the call was made in. */
  contextFields: BoundFields | undefined;
  /** Where the call was made, when it is known; see {@link CallerSite}. */
  callerSite: CallerSite | undefined;
  /** The function that was called to log, while the call lasts: below it the stack is the application's. */
  callerEntry: EntryFunction | undefined;
  /** The stack of the call, for a handler that may look at it later. */
  callerStack: CapturedStack | undefined;
  /** Whether something has asked where the call was made. */
  callerAsked: boolean;
  /** Which frame counts as the caller; see `stacklevel`. */
  callerDepth: number;
  /** The message with its arguments, once a formatter has put it together. */
  message: string | undefined;
  /** The time as text, once a formatter has made it. */
  asctime: string | undefined;
  /** The formatter that made {@link formattedText} last. */
  formattedBy: object | undefined;
  /** The record as text, for the next handler with the same formatter. */
  formattedText: string;

  constructor(
    name: string,
    level: number,
    pathname: string,
    lineno: number,
    msg: unknown,
    args: MessageArgs | null = NO_ARGS,
    excInfo: ExcInfo = null,
    func: string | null = null,
    sinfo: string | null = null,
  ) {
    this.name = name;
    this.levelno = level;
    this.levelname = getLevelName(level);
    this.msg = msg;
    this.args = mappingOf(args ?? NO_ARGS);
    this.created = Date.now() / 1000;
    this.exc_info = excInfo;
    this.exc_text = null;
    this.stack_info = sinfo;
    this.fields = undefined;
    this.boundFields = undefined;
    this.contextFields = undefined;
    this.callerSite = pathname ? siteOf(pathname, lineno, func) : undefined;
    this.callerEntry = undefined;
    this.callerStack = undefined;
    this.callerAsked = false;
    this.callerDepth = 1;
    this.message = undefined;
    this.asctime = undefined;
    this.formattedBy = undefined;
    this.formattedText = "";
  }

  /** The message with its arguments put in. Never throws: what does not fit is shown as it is. */
  getMessage(): string {
    const { msg, args } = this;
    // Records that come from elsewhere have null args, as Python writes them.
    return typeof msg === "string" && (args === NO_ARGS || args === null) ? msg : formatMessage(msg, args ?? NO_ARGS);
  }

  get pathname(): string {
    return callerOf(this).pathname;
  }
  set pathname(value: string) {
    this.callerSite = { ...callerOf(this), pathname: value };
  }

  get lineno(): number {
    return callerOf(this).lineno;
  }
  set lineno(value: number) {
    this.callerSite = { ...callerOf(this), lineno: value };
  }

  get funcName(): string | null {
    return callerOf(this).funcName;
  }
  set funcName(value: string | null) {
    this.callerSite = { ...callerOf(this), funcName: value };
  }

  get filename(): string {
    return callerOf(this).filename;
  }
  set filename(value: string) {
    this.callerSite = { ...callerOf(this), filename: value };
  }

  get module(): string {
    return callerOf(this).module;
  }
  set module(value: string) {
    this.callerSite = { ...callerOf(this), module: value };
  }

  /** The fraction of {@link created} in whole milliseconds. */
  get msecs(): number {
    return Math.round(this.created * 1000) % 1000;
  }
  set msecs(value: number) {
    own(this, "msecs", value);
  }

  /** Milliseconds between the start of the process and this record. */
  get relativeCreated(): number {
    return this.created * 1000 - startedMs;
  }
  set relativeCreated(value: number) {
    own(this, "relativeCreated", value);
  }

  get thread(): number | null {
    return settings.logThreads ? threadId : null;
  }
  set thread(value: number | null) {
    own(this, "thread", value);
  }

  get threadName(): string | null {
    if (!settings.logThreads) return null;
    return threadId === 0 ? "MainThread" : `Worker-${threadId}`;
  }
  set threadName(value: string | null) {
    own(this, "threadName", value);
  }

  get process(): number | null {
    return settings.logProcesses ? process.pid : null;
  }
  set process(value: number | null) {
    own(this, "process", value);
  }

  get processName(): string | null {
    if (!settings.logMultiprocessing) return null;
    const cluster = process.env["NODE_UNIQUE_ID"];
    return cluster === undefined ? "MainProcess" : `Process-${cluster}`;
  }
  set processName(value: string | null) {
    own(this, "processName", value);
  }

  /** Always null: JavaScript's tasks have no names. */
  get taskName(): string | null {
    return null;
  }
  set taskName(value: string | null) {
    own(this, "taskName", value);
  }

  /** All of Python's attributes and everything set beside them, as a plain object that can be sent elsewhere. */
  toDict(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const key of RECORD_ATTRIBUTES) result[key] = this[key];
    const fields = { ...this.contextFields?.fields, ...this.boundFields?.fields, ...this.fields };
    return { ...fields, ...result, ...extraFieldsOf(this) };
  }

  toString(): string {
    return `<LogRecord: ${this.name}, ${this.levelno}, ${this.pathname}, ${this.lineno}, "${String(this.msg)}">`;
  }
}

/** Python's record attributes, in its order. */
export const RECORD_ATTRIBUTES: readonly string[] = [
  "name",
  "msg",
  "args",
  "levelname",
  "levelno",
  "pathname",
  "filename",
  "module",
  "exc_info",
  "exc_text",
  "stack_info",
  "lineno",
  "funcName",
  "created",
  "msecs",
  "relativeCreated",
  "thread",
  "threadName",
  "processName",
  "process",
  "taskName",
];

/** What would break a record if it were set on it. */
const METHODS: ReadonlySet<string> = new Set([
  "__proto__",
  ...Object.getOwnPropertyNames(Object.prototype),
  "getMessage",
  "toDict",
]);

/** Names that `extra` must not set: the record's own, and what formatters put on it. */
export const RESERVED_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...RECORD_ATTRIBUTES,
  ...Object.keys(new LogRecord("", 0, "", 0, "")),
  ...METHODS,
]);

const OWN_COUNT = Object.keys(new LogRecord("", 0, "", 0, "")).length;

/** What filters and `extra` have set on the record; undefined when there is nothing. */
export function extraFieldsOf(record: LogRecord): Record<string, unknown> | undefined {
  let count = 0;
  for (const _ in record) count += 1;
  return count === OWN_COUNT ? undefined : extrasOf(record);
}

function extrasOf(record: LogRecord): Record<string, unknown> | undefined {
  const names = Object.keys(record).filter((name) => !RESERVED_ATTRIBUTES.has(name) && record[name] !== undefined);
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, record[name]]));
}

function mappingOf(args: MessageArgs): MessageArgs {
  if (!Array.isArray(args) || args.length !== 1 || typeof args[0] !== "object") return args;
  const only: unknown = args[0];
  return isPlainObject(only) && Object.keys(only).length > 0 ? only : args;
}

function siteOf(pathname: string, lineno: number, funcName: string | null): CallerSite {
  const filename = basename(pathname);
  return { ...UNKNOWN_SITE, pathname, filename, module: basename(filename, extname(filename)), lineno, funcName };
}

function own(record: LogRecord, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
}

let factory: LogRecordFactory | undefined;

/** The factory in force: what makes a record of a call's parts. */
export function getLogRecordFactory(): LogRecordFactory {
  return factory ?? ((...args) => new LogRecord(...args));
}

/** Sets what makes a record of a call's parts: a function or a class of records; undefined for the library's own. */
export function setLogRecordFactory(next: LogRecordFactory | typeof LogRecord | undefined): void {
  factory = isRecordClass(next) ? (...args) => new next(...args) : next;
}

function isRecordClass(value: LogRecordFactory | typeof LogRecord | undefined): value is typeof LogRecord {
  return value === LogRecord || value?.prototype instanceof LogRecord;
}

/** The factory set by the application, or undefined. */
export function customLogRecordFactory(): LogRecordFactory | undefined {
  return factory;
}

/**
 * Makes a record of its attributes, for one that was received from elsewhere (Python's `makeLogRecord`). A name that
 * would break the record becomes a field.
 */
export function makeLogRecord(attributes: Readonly<Record<string, unknown>>): LogRecord {
  const record = getLogRecordFactory()("", 0, "", 0, "", [], null, null, null);
  record.callerSite = UNKNOWN_SITE;
  for (const key of Object.keys(attributes)) {
    if (METHODS.has(key)) record.fields = { ...record.fields, [key]: attributes[key] };
    else record[key] = attributes[key];
  }
  return record;
}
