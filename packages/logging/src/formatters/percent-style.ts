import { LoggingError } from "../errors.js";
import type { LogRecord } from "../log-record.js";
import { type Conversion, convert, percentTemplate } from "../message.js";
import { type FieldReader, type FormatStyle, type FormatStyleOptions, readerOf, shownText } from "./format-style.js";

/** A conversion of the format, with what reads its value and the text that follows it. */
interface Part {
  readonly conversion: Conversion;
  readonly read: FieldReader;
  readonly text: string;
}

/** `%(name)s`, with flags, width and precision as in C. */
export class PercentStyle implements FormatStyle {
  static readonly default_format: string = "%(message)s";
  static readonly validation_pattern: RegExp = /%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]/i;

  readonly fmt: string;
  readonly #first: string;
  readonly #parts: readonly Part[];
  readonly #escape: boolean;

  constructor(fmt?: string | null, options: FormatStyleOptions = {}) {
    this.fmt = fmt || PercentStyle.default_format;
    const { texts, conversions } = percentTemplate(this.fmt);
    const defaults = options.defaults ?? null;
    this.#escape = options.escape ?? true;
    this.#first = texts[0] ?? "";
    this.#parts = conversions.map((conversion, index) => {
      const { name, source } = conversion;
      const read = name === undefined ? () => source : readerOf(name, defaults);
      return { conversion, read, text: texts[index + 1] ?? "" };
    });
  }

  get _fmt(): string {
    return this.fmt;
  }

  usesTime(): boolean {
    return this.fmt.includes("%(asctime)");
  }

  validate(): void {
    if (!PercentStyle.validation_pattern.test(this.fmt)) {
      throw new LoggingError("CW_LOGGING_FORMAT", [
        JSON.stringify(this.fmt),
        "%",
        "invalid format: no fields such as %(name)s",
      ]);
    }
  }

  format(record: LogRecord): string {
    let result = this.#first;
    const escape = this.#escape;
    for (const { conversion, read, text } of this.#parts) {
      const value = read(record);
      result += shownText(convert(conversion, value), value, escape) + text;
    }
    return result;
  }
}
