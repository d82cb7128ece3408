import { withCallError } from "./call-forms.js";
import { basicConfig } from "./basic-config.js";
import { type EntryFunction, hideFrames } from "./caller.js";
import { checkLevel, CRITICAL, DEBUG, ERROR, INFO, type Level, TRACE, WARNING } from "./levels.js";
import type { LogMethod } from "./log-methods.js";
import { root } from "./logger-registry.js";

hideFrames(import.meta.url);

function methodFor(level: number): LogMethod {
  return function logAtLevel(first: unknown, ...rest: unknown[]): void {
    logToRoot(level, logAtLevel, first, rest);
  };
}

function logToRoot(level: number, entry: EntryFunction, first: unknown, rest: readonly unknown[]): void {
  if (root.handlers.length === 0) basicConfig();
  if (root.passes(level)) root.dispatch(level, first, rest, entry);
}

/** Logs to the root logger at TRACE, after `basicConfig()` if it has no handlers. */
export const trace: LogMethod = methodFor(TRACE);
/** Logs to the root logger at DEBUG, after `basicConfig()` if it has no handlers. */
export const debug: LogMethod = methodFor(DEBUG);
/** Logs to the root logger at INFO, after `basicConfig()` if it has no handlers. */
export const info: LogMethod = methodFor(INFO);
/** Logs to the root logger at WARNING, after `basicConfig()` if it has no handlers. */
export const warning: LogMethod = methodFor(WARNING);
/** Another name for {@link warning}. */
export const warn: LogMethod = warning;
/** Logs to the root logger at ERROR, after `basicConfig()` if it has no handlers. */
export const error: LogMethod = methodFor(ERROR);
/** Logs to the root logger at CRITICAL, after `basicConfig()` if it has no handlers. */
export const critical: LogMethod = methodFor(CRITICAL);
/** Another name for {@link critical}. */
export const fatal: LogMethod = critical;
/** Logs an error with its stack to the root logger, after `basicConfig()` if it has no handlers. */
export const exception: LogMethod = function exceptionAtRoot(first: unknown, ...rest: unknown[]): void {
  logToRoot(ERROR, exceptionAtRoot, first, withCallError(rest));
};

/** Logs to the root logger at a level given as a number or by name. */
export function log(level: Level, first: unknown, ...rest: unknown[]): void {
  logToRoot(checkLevel(level), log, first, rest);
}
