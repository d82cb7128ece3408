/** Makes an object of a class or a factory and the named arguments of a configuration. */
import { FileHandler } from "../file-handler.js";
import { Filter } from "../filter.js";
import { Formatter } from "../formatters/formatter.js";
import { LogQueue } from "../handlers/index.js";
import { StreamHandler } from "../stream-handler.js";
import { configError } from "./config-error.js";

/** Named arguments. */
export type NamedArguments = Record<string, unknown>;

type Callable = (...given: unknown[]) => unknown;

/** Whether it can be called or made an instance of. */
export function isCallable(value: unknown): value is Callable {
  return typeof value === "function";
}

/**
 * Calls a factory. Classes of this library get their arguments as they take them; a class or function of the application
 * gets one object, or nothing when there are no arguments.
 */
export function construct(factory: Callable, named: NamedArguments): unknown {
  const wrong = Object.keys(named).find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) throw configError("", `${JSON.stringify(wrong)} is no name of an argument`);
  const positions = positionsFor(factory, named);
  return isClass(factory) ? (Reflect.construct(factory, positions) as unknown) : factory(...positions);
}

/** Calls a factory with arguments by position, and the named ones in an object at the end. */
export function constructAt(factory: Callable, positions: readonly unknown[], named: NamedArguments): unknown {
  if (positions.length === 0) return construct(factory, named);
  const given = Object.keys(named).length === 0 ? positions : [...positions, named];
  return isClass(factory) ? (Reflect.construct(factory, given) as unknown) : factory(...given);
}

/** Whether a value is a class and not a function: the source text of one begins with that word. */
export function isClass(value: Callable): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function positionsFor(factory: Callable, named: NamedArguments): unknown[] {
  if (Object.keys(named).length === 0) return [];
  if (isKindOf(factory, FileHandler) && "filename" in named) return filePositions(named);
  if (isKindOf(factory, StreamHandler) && !isKindOf(factory, FileHandler)) return streamPositions(named);
  if (isKindOf(factory, Formatter)) return formatterPositions(named);
  if (isKindOf(factory, Filter) && Object.keys(named).every((name) => name === "name")) return [named["name"]];
  if (isKindOf(factory, LogQueue)) return [named["maxsize"]];
  return [named];
}

function filePositions({ filename, ...options }: NamedArguments): unknown[] {
  return Object.keys(options).length === 0 ? [filename] : [filename, options];
}

/** A subclass that takes more than a stream is the application's, and gets one object like any other class of it. */
function streamPositions(named: NamedArguments): unknown[] {
  const { stream, strm, ...options } = named;
  return Object.keys(options).length === 0 ? [stream ?? strm] : [named];
}

/**
 * In Python's order, as a subclass may be written for it; with arguments that Formatter does not have it is written for
 * one object.
 */
function formatterPositions(named: NamedArguments): unknown[] {
  const { format, fmt, datefmt, style, validate, defaults, escape, ...more } = named;
  if (Object.keys(more).length > 0)
    return [{ ...named, ...(fmt === undefined && format !== undefined ? { fmt: format } : {}) }];
  const options = { ...(defaults === undefined ? {} : { defaults }), ...(escape === undefined ? {} : { escape }) };
  const positions = [fmt ?? format ?? null, datefmt ?? null, style ?? "%"];
  if (validate !== undefined) positions.push(validate);
  return Object.keys(options).length === 0 ? positions : [...positions, options];
}

/** Whether a factory is a class or one of its subclasses. */
export function isKindOf(factory: unknown, kind: abstract new (...given: never[]) => unknown): boolean {
  return factory === kind || (isCallable(factory) && (factory.prototype as unknown) instanceof kind);
}
