// CSV (RFC 4180), one record per line.
import { normaliseObject, setAttribute } from "./normalise.js";
import type { LineParser, ParseContext, ParsedLine } from "./parsed-line.js";

/** How {@link createCsvParser} reads lines. */
export interface CsvOptions {
  /** Names of the columns. Without them the first line names them, and is kept as a record of its own. */
  columns?: readonly string[];
  /** One character. @default "," */
  delimiter?: string;
}

/** Index of the quote that ends the field starting at `at`, where `""` is a quote of the text; -1 when it does not end. */
function closingQuote(line: string, at: number): number {
  let index = line.indexOf('"', at);
  while (index !== -1 && line.charCodeAt(index + 1) === 34) index = line.indexOf('"', index + 2);
  return index;
}

/** The fields of a CSV line, or `undefined` when a quoted field does not end, or something stands behind its end. */
export function splitCsv(line: string, delimiter: string): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = line.charCodeAt(at) === 34;
    const close = quoted ? closingQuote(line, at + 1) : -1;
    if (quoted && close === -1) return undefined;
    const end = quoted ? close + 1 : line.indexOf(delimiter, at);
    const stop = end === -1 ? line.length : end;
    fields.push(quoted ? line.slice(at + 1, close).replaceAll('""', '"') : line.slice(at, stop));
    if (stop >= line.length) return fields;
    if (!line.startsWith(delimiter, stop)) return undefined;
    at = stop + delimiter.length;
  }
}

class CsvParser implements LineParser {
  readonly name = "csv";
  readonly #delimiter: string;
  #columns: readonly string[] | undefined;

  constructor(options: CsvOptions) {
    this.#columns = options.columns;
    this.#delimiter = options.delimiter ?? ",";
  }

  parse(line: string, context: ParseContext): ParsedLine | undefined {
    const fields = splitCsv(line, this.#delimiter);
    if (fields === undefined) return undefined;
    if (this.#columns === undefined) {
      this.#columns = fields;
      return { message: line };
    }
    const object: Record<string, string> = {};
    for (const [index, field] of fields.entries()) setAttribute(object, this.#columnName(index), field);
    return normaliseObject(object, context, line);
  }

  #columnName(index: number): string {
    return this.#columns?.[index] ?? `column${index + 1}`;
  }
}

/** Makes a parser of CSV lines; columns named like known fields (time, level, message …) become the record's. */
export function createCsvParser(options: CsvOptions = {}): LineParser {
  return new CsvParser(options);
}
