import { LoggingError } from "../errors.js";
import { errorOf, exceptionText } from "../exceptions.js";
import type { Fields } from "../fields.js";
import type { LogRecord } from "../log-record.js";
import { formatMessage } from "../message.js";
import type { FormatStyle, FormatStyleOptions } from "./format-style.js";
import { threeDigits } from "./iso-time.js";
import { PercentStyle } from "./percent-style.js";
import { StrFormatStyle } from "./str-format-style.js";
import { localtime, strftime, type TimeParts } from "./strftime.js";
import { StringTemplateStyle } from "./string-template-style.js";

/** How a format is written: `%(name)s`, `{name}` or `$name`. */
export type StyleName = "%" | "{" | "$";

/** What {@link Formatter} takes beside the format. */
export interface FormatterOptions {
  /** `strftime` format of the time; ISO 8601 with milliseconds when left out. */
  datefmt?: string | null | undefined;
  /** @default "%" */
  style?: StyleName | undefined;
  /** Whether to refuse a format that is not one of its style. @default true */
  validate?: boolean | undefined;
  /** Values for fields that a record does not have. */
  defaults?: Fields | null | undefined;
  /**
   * Whether line ends and other control characters in the values are shown as escapes (`\n`), so that content can
   * neither begin a line nor command a terminal. Python does not; `false` is as Python. @default true
   */
  escape?: boolean | undefined;
}

/** Python's `BASIC_FORMAT`. */
export const BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s";

/** The style's class and its basic format, by its sign. */
export const STYLES: Readonly<
  Record<StyleName, readonly [new (fmt?: string | null, options?: FormatStyleOptions) => FormatStyle, string]>
> = {
  "%": [PercentStyle, BASIC_FORMAT],
  "{": [StrFormatStyle, "{levelname}:{name}:{message}"],
  $: [StringTemplateStyle, "${levelname}:${name}:${message}"],
};

interface SecondText {
  readonly second: number;
  readonly format: string;
  readonly converter: (seconds: number) => TimeParts;
  readonly text: string;
}

/** A record as text by a format; the error and the stack follow on lines of their own. */
export class Formatter {
  /** Format of the time without milliseconds. */
  default_time_format = "%Y-%m-%d %H:%M:%S";
  /** How milliseconds follow the time; null for none. */
  default_msec_format: string | null = "%s,%03d";
  /** From seconds to parts: {@link localtime}, or `gmtime` for UTC. */
  converter: (seconds: number) => TimeParts = localtime;
  readonly datefmt: string | null;
  readonly style: FormatStyle;
  /** Whether handlers may use a text again that this formatter made for another handler: not if it is a subclass's. */
  readonly sharesText: boolean = this.constructor === Formatter;
  readonly #showsTime: boolean;
  #lastSecond: SecondText = { second: -1, format: "", converter: localtime, text: "" };

  /** @throws LoggingError `CW_LOGGING_STYLE`, `CW_LOGGING_FORMAT` */
  constructor(
    fmt?: string | null | (FormatterOptions & { fmt?: string | null }),
    datefmt?: string | null | FormatterOptions,
    style?: StyleName | FormatterOptions,
    options?: FormatterOptions | boolean,
    last?: FormatterOptions,
  ) {
    const named = typeof fmt === "object" && fmt !== null ? fmt : undefined;
    const given = optionsOf([datefmt, style, options, last, named]);
    const found = STYLES[given.style ?? "%"];
    if (!Object.hasOwn(STYLES, given.style ?? "%"))
      throw new LoggingError("CW_LOGGING_STYLE", [JSON.stringify(given.style)]);
    const StyleClass = found[0];
    this.style = new StyleClass(named === undefined ? (fmt as string | null | undefined) : named.fmt, {
      defaults: given.defaults ?? null,
      escape: given.escape ?? true,
    });
    if (given.validate !== false) this.style.validate();
    this.datefmt = given.datefmt ?? null;
    this.#showsTime = this.style.usesTime();
  }

  /** Python's `_style`. */
  get _style(): FormatStyle {
    return this.style;
  }

  /** Python's `_fmt`: the format as it was given, or the style's default. */
  get _fmt(): string {
    return this.style.fmt;
  }

  /** The time of a record, by `strftime` or as `2003-01-23 00:29:50,411`. */
  formatTime(record: LogRecord, datefmt?: string | null): string {
    const text = this.#secondText(record.created, datefmt || this.default_time_format);
    const format = this.default_msec_format;
    if (datefmt || !format) return text;
    if (format === "%s,%03d") return `${text},${threeDigits(Math.floor(record.msecs))}`;
    return formatMessage(format, [text, record.msecs]);
  }

  /** The time in whole seconds: made once per second, as most records share one with the record before. */
  #secondText(seconds: number, format: string): string {
    const second = Math.floor(seconds);
    const last = this.#lastSecond;
    if (last.second === second && last.format === format && last.converter === this.converter) return last.text;
    const text = strftime(format, this.converter(seconds));
    if (!format.includes("%f")) this.#lastSecond = { second, format, converter: this.converter, text };
    return text;
  }

  /** An error with its causes, as text. */
  formatException(excInfo: unknown): string {
    return exceptionText(errorOf(excInfo));
  }

  /** The stack of `stack_info`, as text. */
  formatStack(stackInfo: string): string {
    return stackInfo;
  }

  usesTime(): boolean {
    return this.#showsTime;
  }

  formatMessage(record: LogRecord): string {
    return this.style.format(record);
  }

  /** The whole record as text. */
  format(record: LogRecord): string {
    record.message = record.getMessage();
    if (this.usesTime()) record.asctime = this.formatTime(record, this.datefmt);
    let text = this.formatMessage(record);
    if (record.exc_info && !record.exc_text) record.exc_text = this.formatException(record.exc_info);
    if (record.exc_text) text = onNextLine(text, record.exc_text);
    return record.stack_info ? onNextLine(text, this.formatStack(record.stack_info)) : text;
  }
}

function onNextLine(text: string, more: string): string {
  return text.endsWith("\n") ? text + more : `${text}\n${more}`;
}

/** Python's positions (datefmt, style, validate) and an options object, wherever it stands, as one. */
function optionsOf(values: readonly unknown[]): FormatterOptions {
  const names = ["datefmt", "style", "validate"];
  const result: Record<string, unknown> = {};
  for (const [index, value] of values.entries()) {
    if (typeof value === "object" && value !== null) Object.assign(result, value);
    else if (value !== undefined && value !== null) result[names[index] ?? "validate"] = value;
  }
  return result;
}
