import { format } from "node:util";
import { DEBUG, ERROR, INFO, WARNING } from "../levels.js";
import type { Logger } from "../logger.js";
import { getLogger } from "../logger-registry.js";

/** Options of {@link captureConsole}. */
export interface CaptureConsoleOptions {
  /** Where it goes. @default the logger "console" */
  logger?: Logger;
  /** Whether the console goes on writing, too. @default false */
  passThrough?: boolean;
}

const METHODS = { log: INFO, info: INFO, warn: WARNING, error: ERROR, debug: DEBUG, trace: DEBUG } as const;

type Method = keyof typeof METHODS;

/**
 * Sends what is written with `console.log`, `info`, `warn`, `error`, `debug` and `trace` to a logger. What a handler
 * itself writes to the console while it takes a record goes to the console, so that it cannot go round in a circle.
 * @returns a function that gives the console back
 */
export function captureConsole(options: CaptureConsoleOptions = {}): () => void {
  const { logger = getLogger("console"), passThrough = false } = options;
  const originals = new Map<Method, Console[Method]>();
  let isLogging = false;
  for (const method of Object.keys(METHODS) as Method[]) {
    const original = console[method];
    originals.set(method, original);
    console[method] = (...given: unknown[]): void => {
      if (isLogging || passThrough) original.apply(console, given);
      if (isLogging) return;
      isLogging = true;
      try {
        logConsole(logger, METHODS[method], given);
      } finally {
        isLogging = false;
      }
    };
  }
  return () => {
    for (const [method, original] of originals) console[method] = original;
  };
}

function logConsole(logger: Logger, level: number, given: readonly unknown[]): void {
  if (!logger.isEnabledFor(level)) return;
  const error = given.find((each) => each instanceof Error);
  const rest = given.filter((each) => each !== error);
  const text = error === undefined ? format(...given) : format(...(rest.length === 0 ? [error.message] : rest));
  if (error === undefined) logger.log(level, "%s", text);
  else logger.log(level, "%s", text, error);
}
