import { LoggingError } from "./errors.js";
import { FileHandler } from "./file-handler.js";
import { Formatter, type StyleName, STYLES } from "./formatters/formatter.js";
import type { FormatterLike, Handler } from "./handler.js";
import type { Level } from "./levels.js";
import { root } from "./logger-registry.js";
import { StreamHandler, type TextStream } from "./stream-handler.js";

/** What {@link basicConfig} takes. */
export interface BasicConfigOptions {
  /** A file to write to, instead of a stream. */
  filename?: string | null | undefined;
  /** @default "a" */
  filemode?: string | null | undefined;
  format?: string | null | undefined;
  datefmt?: string | null | undefined;
  /** @default "%" */
  style?: StyleName | undefined;
  /** Level of the root logger; left as it is when not given. */
  level?: Level | null | undefined;
  /** A stream to write to. @default process.stderr */
  stream?: TextStream | null | undefined;
  /** Handlers to add, instead of a file or a stream. Those without a formatter get the one described here. */
  handlers?: Iterable<Handler> | null | undefined;
  /** Whether to remove and close the root's handlers first. @default false */
  force?: boolean | undefined;
  /** @default "utf8" */
  encoding?: BufferEncoding | null | undefined;
  /** What to do with characters that the encoding lacks. @default "backslashreplace" */
  errors?: string | null | undefined;
  /** A formatter of one's own, instead of `format`, `datefmt` and `style`. */
  formatter?: FormatterLike | undefined;
}

const OPTION_NAMES = [
  "filename",
  "filemode",
  "format",
  "datefmt",
  "style",
  "level",
  "stream",
  "handlers",
  "force",
  "encoding",
  "errors",
  "formatter",
];

/**
 * Gives the root logger a handler, a format and a level in one go. Does nothing when the root has handlers, unless
 * `force` is given.
 * @throws LoggingError `CW_LOGGING_BASIC_CONFIG`, `CW_LOGGING_OPTION_UNKNOWN`, and what the handlers throw
 */
export function basicConfig(given: BasicConfigOptions = {}): void {
  const options = withoutNulls(given);
  if (options.force === true) dropHandlers();
  if (root.handlers.length > 0) return;
  check(options);
  const handlers = handlersOf(options);
  const formatter = options.formatter ?? formatterOf(options);
  for (const handler of handlers) {
    if (handler.formatter === null) handler.setFormatter(formatter);
    root.addHandler(handler);
  }
  if (options.level !== undefined) root.setLevel(options.level);
}

/** The options without nulls, of which only that of `errors` means something. */
type GivenOptions = {
  [Name in keyof BasicConfigOptions]: Name extends "errors"
    ? BasicConfigOptions[Name]
    : Exclude<BasicConfigOptions[Name], null>;
};

/** Null is "not given", as Python's None. */
function withoutNulls(options: BasicConfigOptions): GivenOptions {
  const entries = Object.entries(options).filter(([name, value]) => value !== null || name === "errors");
  return Object.fromEntries(entries);
}

function dropHandlers(): void {
  for (const handler of root.handlers.slice()) {
    root.removeHandler(handler);
    void handler.close();
  }
}

function check(options: GivenOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined)
    throw new LoggingError("CW_LOGGING_OPTION_UNKNOWN", ["basicConfig", unknown, OPTION_NAMES.join(", ")]);
  const { filename, stream, handlers } = options;
  if (handlers === undefined && filename !== undefined && stream !== undefined) {
    throw new LoggingError("CW_LOGGING_BASIC_CONFIG", ['"stream" and "filename" exclude each other']);
  }
  if (handlers !== undefined && (filename !== undefined || stream !== undefined)) {
    throw new LoggingError("CW_LOGGING_BASIC_CONFIG", ['"handlers" excludes "stream" and "filename"']);
  }
}

function handlersOf({ handlers, filename, filemode, encoding, errors, stream }: GivenOptions): Handler[] {
  if (handlers !== undefined) return [...handlers];
  if (filename === undefined) return [new StreamHandler(stream)];
  const onError = errors === undefined ? "backslashreplace" : errors;
  return [new FileHandler(filename, { mode: filemode, encoding, errors: onError })];
}

function formatterOf({ style = "%", format, datefmt }: GivenOptions): Formatter {
  if (!Object.hasOwn(STYLES, style)) throw new LoggingError("CW_LOGGING_STYLE", [JSON.stringify(style)]);
  return new Formatter(format ?? STYLES[style][1], { datefmt, style });
}
