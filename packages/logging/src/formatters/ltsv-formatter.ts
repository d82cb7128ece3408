import type { LogRecord } from "../log-record.js";
import { plainText } from "./flat-fields.js";
import { linePairs, type Pair } from "./line-pairs.js";

/** What a {@link LtsvFormatter} takes. */
export interface LtsvFormatterOptions {
  /** Name of the service; left out when empty. @default "" */
  service?: string;
  /** Name of the host; left out when empty. @default "" */
  host?: string;
}

/**
 * One record as a line of Labeled Tab-Separated Values (ltsv.org): `time`, `level`, `logger`, `message`, then the
 * fields. A tab, a line end, a backslash or another control character in a value is written as an escape (`\t`, `\n`,
 * `\\`, `\u001b`), and a character that a label cannot have as `_`.
 */
export class LtsvFormatter {
  readonly sharesText: boolean = true;
  readonly #sender: readonly Pair[];

  constructor({ service = "", host = "" }: LtsvFormatterOptions = {}) {
    this.#sender = Object.entries({ service, host }).filter(([, value]) => value !== "");
  }

  format(record: LogRecord): string {
    return linePairs(record, this.#sender)
      .map(([label, value]) => `${ltsvLabel(label)}:${ltsvValue(plainText(value))}`)
      .join("\t");
  }
}

function ltsvLabel(label: string): string {
  return label.replaceAll(/[^0-9A-Za-z_.-]/g, "_") || "_";
}

const ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };

function ltsvValue(text: string): string {
  return text.replaceAll(
    /[\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (found) => ESCAPES[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value as it was before {@link LtsvFormatter} escaped it. */
export function unescapeLtsv(value: string): string {
  return value.replaceAll(/\\(?:u([0-9a-f]{4})|([tnr\\]))/g, (_, code: string | undefined, letter: string) =>
    code === undefined
      ? ({ t: "\t", n: "\n", r: "\r" }[letter] ?? "\\")
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
