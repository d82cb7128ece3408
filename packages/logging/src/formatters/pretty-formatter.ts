import { onOneLine, withoutCommands } from "../control-characters.js";
import { errorOf, exceptionText } from "../exceptions.js";
import { CRITICAL, DEBUG, ERROR, INFO, WARNING } from "../levels.js";
import type { LogRecord } from "../log-record.js";
import { fieldsOf, plainText } from "./flat-fields.js";
import { logfmtKey, logfmtValue } from "./logfmt-formatter.js";
import { localtime, strftime } from "./strftime.js";

/** What a {@link PrettyFormatter} takes. */
export interface PrettyFormatterOptions {
  /**
   * Whether to use colour. `"auto"` does if the stream is a terminal; `NO_COLOR` and `FORCE_COLOR` in the environment
   * come first. @default "auto"
   */
  color?: boolean | "auto";
  /** The stream that `"auto"` looks at. @default process.stderr */
  stream?: { isTTY?: boolean };
  /** `strftime` format of the time. @default "%H:%M:%S" */
  datefmt?: string;
}

/** Terminal colours by lowest level. */
const COLOURS: readonly (readonly [number, string])[] = [
  [CRITICAL, "\u001b[1;97;41m"],
  [ERROR, "\u001b[31m"],
  [WARNING, "\u001b[33m"],
  [INFO, "\u001b[32m"],
  [DEBUG, "\u001b[36m"],
  [Number.NEGATIVE_INFINITY, "\u001b[90m"],
];
const DIM = "\u001b[2m";
const RESET = "\u001b[0m";

/**
 * One record for people: time, level, logger, message, fields; the error and the stack below it. Control characters of
 * the content are shown as escapes, so that none reaches the terminal, and further lines of a message are indented.
 */
export class PrettyFormatter {
  readonly color: boolean;
  readonly #datefmt: string;

  constructor({ color = "auto", stream = process.stderr, datefmt = "%H:%M:%S" }: PrettyFormatterOptions = {}) {
    this.color = color === "auto" ? wantsColour(stream, process.env) : color;
    this.#datefmt = datefmt;
  }

  format(record: LogRecord): string {
    const time = `${strftime(this.#datefmt, localtime(record.created))}.${String(Math.floor(record.msecs)).padStart(3, "0")}`;
    const level = this.#paint(onOneLine(record.levelname).padEnd(8), colourOf(record.levelno));
    const head = `${this.#paint(time, DIM)} ${level} ${this.#paint(onOneLine(record.name), DIM)}`;
    const fields = fieldsOf(record).map(([key, value]) => this.#field(key, value));
    const line = [head, indented(withoutCommands(record.getMessage())), ...fields].join(" ");
    const below = [record.exc_info ? exceptionText(errorOf(record.exc_info)) : record.exc_text, record.stack_info];
    return [line, ...below.filter((text) => !!text).map((text) => `    ${indented(withoutCommands(text ?? ""))}`)].join(
      "\n",
    );
  }

  #field(key: string, value: unknown): string {
    return `${this.#paint(`${logfmtKey(key)}=`, DIM)}${logfmtValue(plainText(value))}`;
  }

  #paint(text: string, colour: string): string {
    return this.color ? colour + text + RESET : text;
  }
}

/** Whether to use colour: `NO_COLOR` (no-color.org) and `FORCE_COLOR` say it first, then whether it is a terminal. */
export function wantsColour(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  if (environment["NO_COLOR"] !== undefined && environment["NO_COLOR"] !== "") return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}

function colourOf(level: number): string {
  return COLOURS.find(([lowest]) => level >= lowest)?.[1] ?? "";
}

function indented(text: string): string {
  return text.includes("\n") ? text.replaceAll("\n", "\n    ") : text;
}
