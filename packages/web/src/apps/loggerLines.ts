// An application's loggers as lines: a tree by their dotted names, or those that a person looks for.
import type { AppLogger } from "@cordwood/server/api";

/** One line. */
export interface LoggerLine {
  logger: AppLogger;
  /** Full name; `root` for the root. */
  name: string;
  /** The part that stands in the line: in the tree what the logger above has not said. */
  label: string;
  /** Steps from the left edge. */
  depth: number;
}

/** The name under which people know a logger. */
export function loggerName(logger: AppLogger): string {
  return logger.name === "" ? "root" : logger.name;
}

/** A dot sorts before every other character, so that children follow their parent. */
function orderOf(logger: AppLogger): string {
  return logger.name.replaceAll(".", "\0");
}

/** All loggers as a tree, parents first; with `wanted`, those whose name contains it, with their full names. */
export function loggerLines(loggers: readonly AppLogger[], wanted: string): LoggerLine[] {
  const sought = wanted.trim().toLowerCase();
  const sorted = loggers.toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
  if (sought === "") return asTree(sorted);
  const found = sorted.filter((logger) => loggerName(logger).toLowerCase().includes(sought));
  return found.map((logger) => ({ logger, name: loggerName(logger), label: loggerName(logger), depth: 0 }));
}

function asTree(sorted: readonly AppLogger[]): LoggerLine[] {
  const above: string[] = [];
  return sorted.map((logger) => {
    while (above.length > 0 && !logger.name.startsWith(`${above.at(-1)}.`)) above.pop();
    const parent = above.at(-1);
    const label = parent === undefined ? loggerName(logger) : logger.name.slice(parent.length + 1);
    const line = { logger, name: loggerName(logger), label, depth: above.length };
    if (logger.name !== "") above.push(logger.name);
    return line;
  });
}

/** Names as the logging library has them, and those that the application uses besides. Numbers have no name to set. */
export function levelChoices(loggers: readonly AppLogger[]): string[] {
  const known = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];
  const used = loggers.flatMap((logger) => [logger.level ?? logger.effective_level, logger.effective_level]);
  const own = [...new Set(used)].filter((level) => !known.includes(level) && !/^(?:Level |NOTSET$)/.test(level));
  return [...known, ...own];
}
