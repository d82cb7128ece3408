import type { CallOptions } from "./call-forms.js";
import { type EntryFunction, hideFrames } from "./caller.js";

/** The ways to call a method that logs. */
export interface LogMethod {
  /** A message with values for its `%` conversions, then an error, fields or Python's keyword arguments. */
  (msg: string, ...args: unknown[]): void;
  /** A message with fields, or with Python's keyword arguments. */
  (msg: string, fields: CallOptions & Record<string, unknown>): void;
  /** An error, which gives the message too, or the message after it. */
  (error: Error, msg?: string, ...args: unknown[]): void;
  /** A function that is called only when the level is enabled. */
  (lazily: () => unknown, ...args: unknown[]): void;
  /** A tagged template. */
  (strings: TemplateStringsArray, ...values: unknown[]): void;
  /** Fields before the message: pino's form. */
  (fields: object, msg?: string, ...args: unknown[]): void;
  /** Anything else is the message, by its own `toString`. */
  (msg: unknown, ...args: unknown[]): void;
}

/** A method per level. */
export interface LogMethods {
  trace: LogMethod;
  debug: LogMethod;
  info: LogMethod;
  warning: LogMethod;
  warn: LogMethod;
  error: LogMethod;
  critical: LogMethod;
  fatal: LogMethod;
}

/** What a method that logs needs of the object it stands on. */
export interface Dispatcher {
  passes(level: number): boolean;
  dispatch(level: number, msg: unknown, args: readonly unknown[], entry: EntryFunction): void;
}

hideFrames(import.meta.url);

/** Puts a method per level on a prototype. */
export function attachMethods(prototype: Dispatcher, levels: Readonly<Record<string, number>>): void {
  for (const [name, level] of Object.entries(levels)) {
    Object.defineProperty(prototype, name, { value: methodFor(level), writable: true, configurable: true });
  }
}

function methodFor(level: number): EntryFunction {
  return function log(this: Dispatcher, msg: unknown, ...args: unknown[]): void {
    if (this.passes(level)) this.dispatch(level, msg, args, log);
  };
}
