import { LoggingError } from "../errors.js";
import type { Fields } from "../fields.js";
import type { LogRecord } from "../log-record.js";
import { displayText } from "../value-text.js";
import { type FormatStyle, type FormatStyleOptions, lookUp, shownText } from "./format-style.js";

const FIELD = /\$(?:(\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\{([_a-zA-Z][_a-zA-Z0-9]*)\}|)/g;

/** `$name` and `${name}`, as Python's `string.Template`; `$$` is a dollar sign. */
export class StringTemplateStyle implements FormatStyle {
  static readonly default_format: string = "${message}";

  readonly fmt: string;
  readonly #defaults: Fields | null;
  readonly #escape: boolean;

  constructor(fmt?: string | null, options: FormatStyleOptions = {}) {
    this.fmt = fmt || StringTemplateStyle.default_format;
    this.#defaults = options.defaults ?? null;
    this.#escape = options.escape ?? true;
  }

  get _fmt(): string {
    return this.fmt;
  }

  usesTime(): boolean {
    return this.fmt.includes("$asctime") || this.fmt.includes("${asctime}");
  }

  validate(): void {
    let fields = 0;
    for (const match of this.fmt.matchAll(FIELD)) {
      if (match[0] === "$") this.#refuse("invalid format: bare '$' not allowed; write $$ for a dollar sign");
      if (match[1] === undefined) fields += 1;
    }
    if (fields === 0) this.#refuse("invalid format: no fields such as ${name}");
  }

  format(record: LogRecord): string {
    return this.fmt.replaceAll(FIELD, (source, dollar?: string, plain?: string, braced?: string) => {
      if (dollar !== undefined) return "$";
      const name = plain ?? braced;
      if (name === undefined) return source;
      const value = lookUp(record, name, this.#defaults);
      return shownText(displayText(value), value, this.#escape);
    });
  }

  #refuse(reason: string): never {
    throw new LoggingError("CW_LOGGING_FORMAT", [JSON.stringify(this.fmt), "$", reason]);
  }
}
