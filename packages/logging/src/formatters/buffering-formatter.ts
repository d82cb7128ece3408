import type { FormatterLike } from "../handler.js";
import type { LogRecord } from "../log-record.js";
import { Formatter } from "./formatter.js";

const defaultLineFormatter = new Formatter();

/** Formats several records as one text, with something before and after them. */
export class BufferingFormatter {
  linefmt: FormatterLike;

  /** @param linefmt what formats each record; the message alone when left out */
  constructor(linefmt?: FormatterLike | null) {
    this.linefmt = linefmt ?? defaultLineFormatter;
  }

  /** What comes before the records; a subclass gives it. */
  formatHeader(_records: readonly LogRecord[]): string {
    return "";
  }

  /** What comes after the records; a subclass gives it. */
  formatFooter(_records: readonly LogRecord[]): string {
    return "";
  }

  /** The records as one text; nothing for no records. */
  format(records: readonly LogRecord[]): string {
    if (records.length === 0) return "";
    const lines = records.map((record) => this.linefmt.format(record));
    return this.formatHeader(records) + lines.join("") + this.formatFooter(records);
  }
}
