import { addLevelName, type Level } from "./levels.js";
import { attachMethods, type LogMethod } from "./log-methods.js";
import { Logger } from "./logger.js";
import { getLogger } from "./logger-registry.js";

/** A logger with a method for each of some custom levels. */
export type LoggerWithLevels<Name extends string> = Logger & Readonly<Record<Name, LogMethod>>;

/** What {@link defineLevels} answers. */
export interface CustomLevels<Name extends string> {
  /** `getLogger`, typed with the new methods. */
  getLogger(name?: string | null): LoggerWithLevels<Name>;
  /** The numbers by name. */
  levels: Readonly<Record<Name, Level>>;
}

/**
 * Adds levels and a method for each to all loggers: `const { getLogger } = defineLevels({ notice: 25 })`, then
 * `getLogger("a").notice("…")`. The level's name is the method's in upper case.
 */
export function defineLevels<const Name extends string>(levels: Readonly<Record<Name, number>>): CustomLevels<Name> {
  for (const [name, level] of Object.entries<number>(levels)) addLevelName(level, name.toUpperCase());
  attachMethods(Logger.prototype, levels);
  return { getLogger: (name) => getLogger(name) as LoggerWithLevels<Name>, levels };
}
