import { getLevelName } from "../levels.js";
import { REMOTE_LOGGERS_MAX } from "../limits.js";
import { Logger } from "../logger.js";

/** One logger of a running application. */
export interface LoggerState {
  /** Empty for the root. */
  name: string;
  /** Its own level, or null when it has its parent's. */
  level: string | null;
  effective_level: string;
  /** When a level that was set from outside ends, milliseconds since the epoch; null when it was set by the program. */
  until: number | null;
}

/** The application's loggers with their levels, the root first, then by name; at most 2000. */
export function loggerTree(endOf: (logger: Logger) => number | null): LoggerState[] {
  const loggers = [...Logger.manager.loggerDict.values()]
    .filter((item): item is Logger => item instanceof Logger)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [Logger.root, ...loggers].slice(0, REMOTE_LOGGERS_MAX).map((logger) => ({
    name: logger === Logger.root ? "" : logger.name,
    level: logger.level === 0 ? null : getLevelName(logger.level),
    effective_level: getLevelName(logger.getEffectiveLevel()),
    until: endOf(logger),
  }));
}
