import { quoted } from "../json-text.js";
import type { LogRecord } from "../log-record.js";
import { plainText } from "./flat-fields.js";
import { linePairs, type Pair } from "./line-pairs.js";

/** What a {@link LogfmtFormatter} takes. */
export interface LogfmtFormatterOptions {
  /** Name of the service; left out when empty. @default "" */
  service?: string;
  /** Name of the host; left out when empty. @default "" */
  host?: string;
}

/**
 * One record as a line of logfmt: `time=… level=… logger=… message=…`, then the fields. A value with a space, `=`,
 * `"`, a control character or nothing in it is quoted as in JSON; such a character in a key becomes `_`.
 */
export class LogfmtFormatter {
  readonly sharesText: boolean = true;
  readonly #sender: readonly Pair[];

  constructor({ service = "", host = "" }: LogfmtFormatterOptions = {}) {
    this.#sender = Object.entries({ service, host }).filter(([, value]) => value !== "");
  }

  format(record: LogRecord): string {
    return linePairs(record, this.#sender)
      .map(([key, value]) => `${logfmtKey(key)}=${logfmtValue(plainText(value))}`)
      .join(" ");
  }
}

/** A name as a logfmt key: without what would end it. */
export function logfmtKey(key: string): string {
  return key.replaceAll(/[\s="\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "_") || "_";
}

/** A text as a logfmt value: in quotes if it needs them. */
export function logfmtValue(text: string): string {
  return /^[^\s="\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]+$/.test(text) ? text : quoted(text);
}
