import { LoggingError } from "./errors.js";

/** No level of its own: a logger asks its parent, a handler takes everything. */
export const NOTSET = 0;
/** Finer than DEBUG; Python has no such level, pino and log4j do. */
export const TRACE = 5;
/** Detail for the one who looks for a fault. */
export const DEBUG = 10;
/** Things work as they should. */
export const INFO = 20;
/** Something unexpected, or a problem soon; the program still works. */
export const WARNING = 30;
/** Alias of {@link WARNING}, as in Python. */
export const WARN: number = WARNING;
/** A function could not be carried out. */
export const ERROR = 40;
/** The program itself may be unable to go on. */
export const CRITICAL = 50;
/** Alias of {@link CRITICAL}, as in Python. */
export const FATAL: number = CRITICAL;
/** Above every level: a logger or handler set to it is silent (pino's "silent"). */
export const SILENT: number = Number.POSITIVE_INFINITY;

/** A level as a number or by name. */
export type Level = number | string;

const nameByLevel = new Map<number, string>([
  [CRITICAL, "CRITICAL"],
  [ERROR, "ERROR"],
  [WARNING, "WARNING"],
  [INFO, "INFO"],
  [DEBUG, "DEBUG"],
  [TRACE, "TRACE"],
  [NOTSET, "NOTSET"],
]);

const levelByName = new Map<string, number>([
  ["CRITICAL", CRITICAL],
  ["FATAL", CRITICAL],
  ["ERROR", ERROR],
  ["WARN", WARNING],
  ["WARNING", WARNING],
  ["INFO", INFO],
  ["DEBUG", DEBUG],
  ["TRACE", TRACE],
  ["NOTSET", NOTSET],
]);

/** Raised by {@link addLevelName}, so that texts cached by level are made anew. */
export const levelNames: { generation: number } = { generation: 0 };

/** Gives a level a name, or another one (Python's `addLevelName`). */
export function addLevelName(level: number, levelName: string): void {
  nameByLevel.set(level, levelName);
  levelByName.set(levelName, level);
  levelNames.generation += 1;
}

/**
 * The name of a numeric level, or the number of a named one; `Level X` when there is none.
 * Works both ways because Python's does.
 */
export function getLevelName(level: number): string;
export function getLevelName(level: string): number | string;
export function getLevelName(level: Level): Level {
  if (typeof level === "number") return nameByLevel.get(level) ?? `Level ${level}`;
  return levelByName.get(level) ?? `Level ${level}`;
}

/** All level names with their numbers, as a copy. */
export function getLevelNamesMapping(): Record<string, number> {
  return Object.fromEntries(levelByName);
}

/**
 * The number of a level given either way. Names are looked up as written, then in upper case; `silent` is above all.
 * @throws LoggingError `CW_LOGGING_LEVEL_UNKNOWN`, `CW_LOGGING_LEVEL_TYPE`
 */
export function checkLevel(level: unknown): number {
  if (typeof level === "number" && (Number.isInteger(level) || level === SILENT)) return level;
  if (typeof level !== "string") throw new LoggingError("CW_LOGGING_LEVEL_TYPE", [String(level), typeof level]);
  const found = levelByName.get(level) ?? levelByName.get(level.toUpperCase());
  if (found !== undefined) return found;
  if (level.toLowerCase() === "silent") return SILENT;
  throw new LoggingError("CW_LOGGING_LEVEL_UNKNOWN", [JSON.stringify(level), [...levelByName.keys()].join(", ")]);
}

/**
 * The OpenTelemetry SeverityNumber (1 to 24) of a level: TRACE 1, DEBUG 5, INFO 9, WARNING 13, ERROR 17, CRITICAL 21,
 * and steps between them for custom levels.
 */
export function severityOf(level: number): number {
  if (level >= CRITICAL) return Math.min(24, 21 + Math.floor((level - CRITICAL) / 10));
  if (level < DEBUG) return Math.max(1, Math.min(4, level - 4));
  const step = Math.floor(level / 10);
  return 5 + (step - 1) * 4 + Math.floor(((level - step * 10) * 4) / 10);
}
