import type { Level } from "../levels.js";
import { DictConfigurator } from "./dict-configurator.js";

/** A formatter of a configuration. */
export interface FormatterConfig {
  format?: string;
  datefmt?: string;
  style?: "%" | "{" | "$";
  validate?: boolean;
  defaults?: Record<string, unknown>;
  /** A class by name or itself, in place of Formatter. */
  class?: unknown;
  /** A factory by name or itself; the other keys are its arguments. */
  "()"?: unknown;
  [argument: string]: unknown;
}

/** A filter of a configuration. */
export interface FilterConfig {
  /** Pass the records of this logger and those below it. */
  name?: string;
  "()"?: unknown;
  [argument: string]: unknown;
}

/** A handler of a configuration; further keys are the arguments of its class. */
export interface HandlerConfig {
  /** A class by name or itself. */
  class?: unknown;
  "()"?: unknown;
  level?: Level;
  /** Name of a formatter. */
  formatter?: string;
  /** Names of filters, or filters. */
  filters?: unknown[];
  /** Attributes to set on the handler. */
  "."?: Record<string, unknown>;
  [argument: string]: unknown;
}

/** A logger of a configuration. */
export interface LoggerConfig {
  level?: Level;
  /** Names of handlers. */
  handlers?: string[];
  /** Names of filters, or filters. */
  filters?: unknown[];
  propagate?: boolean;
}

/** What {@link dictConfig} takes: Python's schema, version 1. */
export interface DictConfig {
  version: 1;
  /** Change levels and `propagate` of what there is, and nothing else. @default false */
  incremental?: boolean;
  /** Disable loggers that exist and are not named here. @default true */
  disable_existing_loggers?: boolean;
  formatters?: Record<string, FormatterConfig>;
  filters?: Record<string, FilterConfig>;
  handlers?: Record<string, HandlerConfig>;
  loggers?: Record<string, LoggerConfig>;
  root?: Omit<LoggerConfig, "propagate">;
  /** Anything that `cfg://` refers to. */
  [section: string]: unknown;
}

/**
 * Configures logging from an object (Python's `dictConfig`). All of it is built first; when something is wrong, the
 * configuration in force stays as it is and the error names the element. The object is not changed.
 * @throws LoggingError `CW_LOGGING_CONFIG`
 */
export function dictConfig(config: DictConfig | Readonly<Record<string, unknown>>): void {
  new DictConfigurator(config).configure();
}
