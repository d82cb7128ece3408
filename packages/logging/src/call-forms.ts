import { type Fields, isPlainObject } from "./fields.js";
import { NO_ARGS } from "./log-record.js";
import { displayText } from "./value-text.js";
import { percentTemplate, type PercentTemplate } from "./message.js";

/** Python's keyword arguments of a log call. */
export interface CallOptions {
  /** The error that belongs to the record; `true` takes the one among the arguments. */
  exc_info?: unknown;
  /** Attributes to set on the record itself; the record's own names are protected. */
  extra?: Fields | null | undefined;
  /** Whether to add the stack of the call. */
  stack_info?: boolean | undefined;
  /** Which frame counts as the caller: 1 is the one that logged, 2 the one that called it. */
  stacklevel?: number | undefined;
}

const OPTION_NAMES: ReadonlySet<string> = new Set(["exc_info", "extra", "stack_info", "stacklevel"]);

/** A log call, taken apart. */
export class ParsedCall {
  msg: unknown;
  args: readonly unknown[];
  fields: Fields | undefined = undefined;
  error: unknown = undefined;
  options: CallOptions | undefined = undefined;

  constructor(msg: unknown, args: readonly unknown[] = NO_ARGS) {
    this.msg = msg;
    this.args = args;
  }
}

/**
 * Takes a call apart. The arguments fill the message's `%` conversions from the left; of what is left over, an Error
 * is the record's error and a plain object holds fields, except for Python's four keyword arguments (`exc_info`,
 * `extra`, `stack_info`, `stacklevel`), which are options by their names. An object before the message (pino's form)
 * holds fields only.
 */
export function parseCall(first: unknown, rest: readonly unknown[]): ParsedCall {
  try {
    return parse(first, rest);
  } catch {
    // a revoked proxy, or a trap that throws: what cannot be looked at is only shown
    return new ParsedCall(displayText(first), rest);
  }
}

function parse(first: unknown, rest: readonly unknown[]): ParsedCall {
  if (typeof first === "string") return withMessage(first, rest);
  if (typeof first === "function") return parseLazily(first as () => unknown, rest);
  if (typeof first !== "object" || first === null) return withMessage(first, rest);
  if (first instanceof ParsedCall) return first;
  if (first instanceof Error) return withError(first, rest);
  if (Array.isArray(first)) return "raw" in first ? fromTemplate(first, rest) : withMessage(first, rest);
  return isPlainObject(first) || !hasOwnText(first) ? withFields(first as Fields, rest) : withMessage(first, rest);
}

function hasOwnText(value: object): boolean {
  return Reflect.get(value, "toString") !== Object.prototype.toString;
}

/** Calls a function that makes the message, or an array of message and arguments. Its fault is logged in its place. */
function parseLazily(make: () => unknown, rest: readonly unknown[]): ParsedCall {
  let made: unknown;
  try {
    made = make();
  } catch (error) {
    const call = withMessage("Cannot make the message of a log call", rest);
    call.error = error;
    return call;
  }
  if (typeof made === "function") return withMessage(made.name, rest);
  return Array.isArray(made) ? parseCall(made[0], [...made.slice(1), ...rest]) : parseCall(made, rest);
}

function withError(error: Error, rest: readonly unknown[]): ParsedCall {
  const [message, ...more] = rest;
  const call = typeof message === "string" ? withMessage(message, more) : withMessage(error.message, rest);
  call.error ??= error;
  return call;
}

function withFields(fields: Fields, rest: readonly unknown[]): ParsedCall {
  const message = rest[0];
  const call = withMessage(message === undefined ? "" : message, rest.length > 1 ? rest.slice(1) : NO_ARGS);
  const { err } = fields;
  if (err instanceof Error) call.error ??= err;
  call.fields = call.fields === undefined ? fields : { ...fields, ...call.fields };
  return call;
}

function fromTemplate(strings: readonly string[], values: readonly unknown[]): ParsedCall {
  if (values.length === 0) return new ParsedCall(strings.join(""));
  return new ParsedCall(strings.map((text) => text.replaceAll("%", "%%")).join("%s"), values);
}

function withMessage(msg: unknown, rest: readonly unknown[]): ParsedCall {
  const call = new ParsedCall(msg);
  if (rest.length > 0) distribute(call, rest);
  return call;
}

/** How many arguments the message takes up: an object fits no number, so that "50% done" and fields stay apart. */
function wantedBy(template: PercentTemplate, rest: readonly unknown[]): number {
  if (template.named) return 1;
  const { conversions } = template;
  for (let index = 0; index < conversions.length && index < rest.length; index += 1) {
    const value = rest[index];
    if (typeof value === "object" && value !== null && !"sarjoO".includes(conversions[index]?.type ?? "")) return index;
  }
  return conversions.length;
}

function distribute(call: ParsedCall, rest: readonly unknown[]): void {
  const { msg } = call;
  const template = typeof msg === "string" && msg.includes("%") ? percentTemplate(msg) : undefined;
  const wanted = template === undefined ? 0 : wantedBy(template, rest);
  if (template?.named === true && isPlainObject(rest[0])) call.fields = rest[0];
  if (wanted === rest.length) call.args = rest;
  else takeRest(call, rest, wanted);
}

function takeRest(call: ParsedCall, rest: readonly unknown[], wanted: number): void {
  let args: unknown[] | undefined = wanted === 0 ? undefined : rest.slice(0, wanted);
  for (let index = wanted; index < rest.length; index += 1) {
    const value = rest[index];
    if (isPlainObject(value)) takeObject(call, value);
    else if (call.error === undefined && value instanceof Error) call.error = value;
    else if (value !== undefined) (args ??= []).push(value);
  }
  if (args !== undefined) call.args = args;
}

function takeObject(call: ParsedCall, value: Record<string, unknown>): void {
  const { exc_info, extra, stack_info, stacklevel } = value as CallOptions;
  if (exc_info !== undefined || extra !== undefined || stack_info !== undefined || stacklevel !== undefined) {
    takeOptions(call, value);
  } else call.fields = call.fields === undefined ? value : { ...call.fields, ...value };
}

function takeOptions(call: ParsedCall, value: Record<string, unknown>): void {
  call.options = { ...call.options, ...(value as CallOptions) };
  const fields = Object.entries(value).filter(([name]) => !OPTION_NAMES.has(name));
  if (fields.length > 0) call.fields = { ...call.fields, ...Object.fromEntries(fields) };
}

/** The arguments of `exception`: their error is the record's, unless `exc_info` says otherwise. */
export function withCallError(args: readonly unknown[]): readonly unknown[] {
  const last = args.at(-1);
  const given = typeof last === "object" && last !== null && "exc_info" in last;
  return given ? args : [...args, { exc_info: true }];
}
