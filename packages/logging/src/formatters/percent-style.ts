import { LoggingError } from "../errors.js";
import type { Fields } from "../fields.js";
import type { LogRecord } from "../log-record.js";
import { type Conversion, convert, percentTemplate, type PercentTemplate } from "../message.js";
import { type FormatStyle, type FormatStyleOptions, lookUp } from "./format-style.js";

/** `%(name)s`, with flags, width and precision as in C. */
export class PercentStyle implements FormatStyle {
  static readonly default_format: string = "%(message)s";
  static readonly validation_pattern: RegExp = /%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]/i;

  readonly fmt: string;
  readonly #defaults: Fields | null;
  readonly #template: PercentTemplate;

  constructor(fmt?: string | null, options: FormatStyleOptions = {}) {
    this.fmt = fmt || PercentStyle.default_format;
    this.#defaults = options.defaults ?? null;
    this.#template = percentTemplate(this.fmt);
  }

  usesTime(): boolean {
    return this.fmt.includes("%(asctime)");
  }

  validate(): void {
    if (!PercentStyle.validation_pattern.test(this.fmt)) {
      throw new LoggingError("CW_LOGGING_FORMAT", [JSON.stringify(this.fmt), "%", "no %(name)s field in it"]);
    }
  }

  format(record: LogRecord): string {
    const { texts, conversions } = this.#template;
    let result = texts[0] ?? "";
    for (let index = 0; index < conversions.length; index += 1) {
      const conversion = conversions[index] as Conversion;
      const { name } = conversion;
      result += name === undefined ? conversion.source : convert(conversion, lookUp(record, name, this.#defaults));
      result += texts[index + 1];
    }
    return result;
  }
}
