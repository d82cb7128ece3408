import { LoggingError } from "./errors.js";
import { checkLevel, type Level, WARNING } from "./levels.js";
import { type LogRecordFactory } from "./log-record.js";
import { invalidateThresholds, Logger } from "./logger.js";

/** Stands in the hierarchy where a name has loggers below it but is none itself. */
export class PlaceHolder {
  readonly loggerMap: Set<Logger>;

  constructor(logger: Logger) {
    this.loggerMap = new Set([logger]);
  }

  append(logger: Logger): void {
    this.loggerMap.add(logger);
  }
}

/** A class of loggers. */
export type LoggerClass = new (name: string) => Logger;

let defaultLoggerClass: LoggerClass = Logger;

/** The class that {@link getLogger} makes instances of. */
export function getLoggerClass(): LoggerClass {
  return defaultLoggerClass;
}

/** Sets the class of loggers made from now on. @throws LoggingError `CW_LOGGING_LOGGER_CLASS` */
export function setLoggerClass(loggerClass: LoggerClass): void {
  requireLoggerClass(loggerClass);
  defaultLoggerClass = loggerClass;
}

function requireLoggerClass(loggerClass: LoggerClass): void {
  if (loggerClass !== Logger && !(loggerClass?.prototype instanceof Logger)) {
    throw new LoggingError("CW_LOGGING_LOGGER_CLASS", [loggerClass?.name ?? String(loggerClass)]);
  }
}

/** Holds the hierarchy of loggers. */
export class Manager {
  readonly root: Logger;
  readonly loggerDict: Map<string, Logger | PlaceHolder> = new Map();
  loggerClass: LoggerClass | null = null;
  logRecordFactory: LogRecordFactory | null = null;
  emittedNoHandlerWarning = false;
  #disable = 0;

  constructor(rootLogger: Logger) {
    this.root = rootLogger;
  }

  /** Records of this level and below are dropped everywhere. */
  get disable(): number {
    return this.#disable;
  }
  set disable(level: Level) {
    this.#disable = checkLevel(level);
    invalidateThresholds();
  }

  /** The logger with a name, made if need be. @throws LoggingError `CW_LOGGING_LOGGER_NAME` */
  getLogger(name: string): Logger {
    if (typeof name !== "string") throw new LoggingError("CW_LOGGING_LOGGER_NAME", [String(name), typeof name]);
    const known = this.loggerDict.get(name);
    if (known instanceof Logger) return known;
    const made = new (this.loggerClass ?? defaultLoggerClass)(name);
    this.loggerDict.set(name, made);
    if (known !== undefined) this.#fixupChildren(known, made);
    this.#fixupParents(made);
    invalidateThresholds();
    return made;
  }

  setLoggerClass(loggerClass: LoggerClass): void {
    requireLoggerClass(loggerClass);
    this.loggerClass = loggerClass;
  }

  setLogRecordFactory(factory: LogRecordFactory): void {
    this.logRecordFactory = factory;
  }

  /** The loggers whose nearest logger upwards is this one and whose name is one step longer. */
  childrenOf(parent: Logger): Set<Logger> {
    const depth = parent === this.root ? 1 : parent.name.split(".").length + 1;
    const loggers = [...this.loggerDict.values()].filter((entry) => entry instanceof Logger);
    return new Set(loggers.filter((logger) => logger.parent === parent && logger.name.split(".").length === depth));
  }

  #fixupParents(logger: Logger): void {
    const { name } = logger;
    let parent: Logger | null = null;
    for (let dot = name.lastIndexOf("."); dot > 0 && parent === null; dot = name.lastIndexOf(".", dot - 1)) {
      const above = this.loggerDict.get(name.slice(0, dot));
      if (above instanceof Logger) parent = above;
      else if (above === undefined) this.loggerDict.set(name.slice(0, dot), new PlaceHolder(logger));
      else above.append(logger);
    }
    logger.parent = parent ?? this.root;
  }

  #fixupChildren(placeHolder: PlaceHolder, logger: Logger): void {
    for (const below of placeHolder.loggerMap) {
      if (below.parent?.name.startsWith(`${logger.name}.`)) continue;
      logger.parent = below.parent;
      below.parent = logger;
    }
  }
}

/** The logger at the top of the hierarchy. */
export class RootLogger extends Logger {
  constructor(level: Level) {
    super("root", level);
  }
}

/** The one root logger, at WARNING as in Python. */
export const root: RootLogger = new RootLogger(WARNING);
Logger.root = root;
Logger.manager = new Manager(root);

/** The logger with a name, always the same one; without a name, the root. Dots make the hierarchy. */
export function getLogger(name?: string | null): Logger {
  return name === undefined || name === null || name === "" || name === root.name
    ? root
    : Logger.manager.getLogger(name);
}

/** Drops records of this level and below in all loggers (Python's `logging.disable`). @default CRITICAL */
export function disable(level: Level = "CRITICAL"): void {
  Logger.manager.disable = level;
}
