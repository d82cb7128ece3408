import { type CallOptions, parseCall, type ParsedCall } from "./call-forms.js";
import { captureSite, captureStack, type EntryFunction } from "./caller.js";
import { currentContext } from "./context.js";
import type { Fields } from "./fields.js";
import { customLogRecordFactory, LogRecord, NO_ARGS, RESERVED_ATTRIBUTES } from "./log-record.js";
import type { Logger } from "./logger.js";
import { serialized } from "./serializers.js";

/** The record of a log call. */
export function recordOfCall(
  logger: Logger,
  level: number,
  first: unknown,
  rest: readonly unknown[],
  entry: EntryFunction,
): LogRecord {
  if (!logger.makesPlainRecords || customLogRecordFactory() !== undefined) {
    return customRecord(logger, level, parseCall(first, rest), entry);
  }
  if (typeof first === "string" && rest.length === 0) return plainRecord(logger, level, first, NO_ARGS, null);
  const call = parseCall(first, rest);
  if (call.options !== undefined) return recordWithOptions(logger, level, call, call.options, entry);
  const record = plainRecord(logger, level, call.msg, call.args, call.error ?? null);
  if (call.fields !== undefined) record.fields = serialized(call.fields, logger.serializers, call.error);
  return record;
}

function plainRecord(
  logger: Logger,
  level: number,
  msg: unknown,
  args: readonly unknown[],
  error: unknown,
  stack: string | null = null,
): LogRecord {
  const record = new LogRecord(logger.name, level, "", 0, msg, args, error, null, stack);
  record.boundFields = logger.boundFields;
  record.contextFields = currentContext();
  return record;
}

function recordWithOptions(
  logger: Logger,
  level: number,
  call: ParsedCall,
  options: CallOptions,
  entry: EntryFunction,
): LogRecord {
  const stack = options.stack_info === true ? captureStack(entry) : null;
  const record = plainRecord(logger, level, call.msg, call.args, errorOfCall(call, options), stack);
  record.callerDepth = options.stacklevel ?? 1;
  record.fields = call.fields && serialized(call.fields, logger.serializers, call.error);
  if (options.extra !== undefined && options.extra !== null) addExtra(record, options.extra);
  return record;
}

/** `exc_info`, or the error among the arguments when it is `true` or not given; `false` is none, as in Python. */
function errorOfCall(call: ParsedCall, options: CallOptions | undefined): unknown {
  const given = options?.exc_info;
  if (given === false) return null;
  if (given !== true) return given ?? call.error ?? null;
  return call.error ?? call.args.find((value) => value instanceof Error) ?? null;
}

/** Sets attributes of the record. One that every record has keeps its value, and the new one becomes a field. */
function addExtra(record: LogRecord, extra: Fields): void {
  for (const key of Object.keys(extra)) {
    if (RESERVED_ATTRIBUTES.has(key)) record.fields = { ...record.fields, [key]: extra[key] };
    else record[key] = extra[key];
  }
}

/** A record made by a subclass's `makeRecord` or the application's factory: these get the caller with the rest. */
function customRecord(logger: Logger, level: number, call: ParsedCall, entry: EntryFunction): LogRecord {
  const { options } = call;
  const site = captureSite(entry, options?.stacklevel);
  const stack = options?.stack_info === true ? captureStack(entry) : null;
  const { pathname, lineno, funcName } = site;
  const { msg, args } = call;
  const error = errorOfCall(call, options);
  const record = logger.makeRecord(
    logger.name,
    level,
    pathname,
    lineno,
    msg,
    args,
    error,
    funcName,
    options?.extra ?? null,
    stack,
  );
  record.fields ??= call.fields;
  record.boundFields = logger.boundFields;
  record.contextFields = currentContext();
  return record;
}
