import { type Fields, isPlainObject } from "./fields.js";
import { percentTemplate } from "./message.js";

/** Python's keyword arguments of a log call. */
export interface CallOptions {
  /** The error that belongs to the record; `true` takes the one among the arguments. */
  exc_info?: unknown;
  /** Attributes to set on the record itself; the record's own names are protected. */
  extra?: Fields | null;
  /** Whether to add the stack of the call. */
  stack_info?: boolean;
  /** Which frame counts as the caller: 1 is the one that logged, 2 the one that called it. */
  stacklevel?: number;
}

/** A log call, taken apart. */
export interface ParsedCall {
  msg: unknown;
  args: readonly unknown[];
  fields: Fields | undefined;
  error: unknown;
  options: CallOptions | undefined;
}

const NO_ARGS: readonly unknown[] = [];
const OPTION_NAMES: ReadonlySet<string> = new Set(["exc_info", "extra", "stack_info", "stacklevel"]);

/**
 * Takes a call apart. The arguments fill the message's `%` conversions from the left; of what is left over, an Error
 * is the record's error and a plain object holds fields, except for Python's four keyword arguments (`exc_info`,
 * `extra`, `stack_info`, `stacklevel`), which are options by their names. An object before the message (pino's form)
 * holds fields only.
 */
export function parseCall(first: unknown, rest: readonly unknown[]): ParsedCall {
  if (typeof first === "string") return withMessage(first, rest);
  if (typeof first === "function") return parseCall(lazily(first as () => unknown), rest);
  if (first instanceof Error) return withError(first, rest);
  if (Array.isArray(first) && "raw" in first) return fromTemplate(first as readonly string[], rest);
  if (isPlainObject(first)) return withFields(first, rest);
  return withMessage(first, rest);
}

function lazily(message: () => unknown): unknown {
  try {
    return message();
  } catch (error) {
    return error;
  }
}

function withError(error: Error, rest: readonly unknown[]): ParsedCall {
  const [message, ...more] = rest;
  const call = typeof message === "string" ? withMessage(message, more) : withMessage(error.message, rest);
  call.error ??= error;
  return call;
}

function withFields(fields: Record<string, unknown>, rest: readonly unknown[]): ParsedCall {
  const [message, ...more] = rest;
  const call = withMessage(message === undefined ? "" : message, more);
  const { err } = fields;
  if (err instanceof Error && call.error === undefined) call.error = err;
  call.fields = call.fields === undefined ? fields : { ...fields, ...call.fields };
  return call;
}

function fromTemplate(strings: readonly string[], values: readonly unknown[]): ParsedCall {
  const msg = strings.map((text) => text.replaceAll("%", "%%")).join("%s");
  return { msg, args: values, fields: undefined, error: undefined, options: undefined };
}

function withMessage(msg: unknown, rest: readonly unknown[]): ParsedCall {
  const call: ParsedCall = { msg, args: NO_ARGS, fields: undefined, error: undefined, options: undefined };
  if (rest.length > 0) distribute(call, rest);
  return call;
}

function distribute(call: ParsedCall, rest: readonly unknown[]): void {
  const template = typeof call.msg === "string" ? percentTemplate(call.msg) : undefined;
  const wanted = template === undefined ? 0 : template.named ? 1 : template.conversions.length;
  const args = rest.slice(0, wanted);
  for (const value of rest.slice(wanted)) {
    if (value instanceof Error && call.error === undefined) call.error = value;
    else if (isPlainObject(value)) takeObject(call, value);
    else args.push(value);
  }
  call.args = args;
}

function takeObject(call: ParsedCall, value: Record<string, unknown>): void {
  const names = Object.keys(value);
  if (!names.some((name) => OPTION_NAMES.has(name))) {
    call.fields = call.fields === undefined ? value : { ...call.fields, ...value };
    return;
  }
  const fields = Object.entries(value).filter(([name]) => !OPTION_NAMES.has(name));
  if (fields.length > 0) call.fields = { ...call.fields, ...Object.fromEntries(fields) };
  call.options = { ...call.options, ...value };
}
