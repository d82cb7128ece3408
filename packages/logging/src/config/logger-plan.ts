/** What is to become of each logger, checked before anything is made. */
import { checkLevel } from "../levels.js";
import { at, configError } from "./config-error.js";
import { sectionOf } from "./sections.js";

/** One logger of a configuration. */
export interface PlannedLogger {
  /** Key path, for messages. */
  readonly path: string;
  /** Undefined for the root. */
  readonly name: string | undefined;
  readonly level: number | undefined;
  readonly propagate: boolean | undefined;
  /** Names of handlers. */
  readonly handlers: readonly string[];
  /** Names of filters, or filters. */
  readonly filters: readonly unknown[];
}

const LOGGER_KEYS: readonly string[] = ["level", "handlers", "filters", "propagate"];

/** Reads `loggers` and `root`. @throws LoggingError `CW_LOGGING_CONFIG` */
export function planLoggers(config: Readonly<Record<string, unknown>>): PlannedLogger[] {
  const plan = Object.entries(sectionOf(config, "loggers")).map(([name, logger]) =>
    planLogger(`loggers.${name}`, name, logger),
  );
  const root = config["root"];
  if (root !== undefined) plan.push(planLogger("root", undefined, root as Readonly<Record<string, unknown>>));
  const handlers = sectionOf(config, "handlers");
  for (const logger of plan) {
    const missing = logger.handlers.find((name) => !Object.hasOwn(handlers, name));
    if (missing !== undefined) throw configError(`${logger.path}.handlers`, missingName("handler", missing, handlers));
  }
  return plan;
}

/** Says that a name stands for nothing, and which names there are. */
export function missingName(kind: string, name: string, known: object): string {
  const names = Object.keys(known).join(", ");
  return `there is no ${kind} ${JSON.stringify(name)}${names === "" ? "" : `, only ${names}`}`;
}

function planLogger(path: string, name: string | undefined, config: Readonly<Record<string, unknown>>): PlannedLogger {
  const unknown = Object.keys(config).find((key) => !LOGGER_KEYS.includes(key));
  if (unknown !== undefined) throw configError(`${path}.${unknown}`, `a logger has only ${LOGGER_KEYS.join(", ")}`);
  const { level, propagate } = config;
  return {
    path,
    name,
    level: level === undefined || level === null ? undefined : at(`${path}.level`, () => checkLevel(level)),
    propagate: propagate === undefined || propagate === null ? undefined : readFlag(`${path}.propagate`, propagate),
    handlers: readNames(`${path}.handlers`, config["handlers"]),
    filters: readList(`${path}.filters`, config["filters"]),
  };
}

function readNames(path: string, value: unknown): string[] {
  return readList(path, value).map((each) => {
    if (typeof each === "string") return each;
    throw configError(path, `${String(each)} is not the name of a handler`);
  });
}

function readList(path: string, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw configError(path, `it is ${JSON.stringify(value)}, expected a list`);
}

/** INI has 0 where JSON has false, and Python takes the text "true". */
function readFlag(path: string, value: unknown): boolean {
  if (value === true || value === 1 || value === "true") return true;
  if (value === false || value === 0 || value === "false") return false;
  throw configError(path, `it is ${JSON.stringify(value)}, expected true or false`);
}
