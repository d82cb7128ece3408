// A parser that somebody named, made to answer for every record: a line that is not in its format is kept whole.
import { addWrapping, unwrapLine } from "./container.js";
import { setException } from "./exception.js";
import type { LineParser, ParseContext, ParsedLine, RecordParser } from "./parsed-line.js";

/** Parses records by one {@link LineParser}; takes off what a container engine wrapped around a line. */
export class ConfiguredParser implements RecordParser {
  readonly name: string;
  readonly #parser: LineParser;

  constructor(parser: LineParser) {
    this.name = parser.name;
    this.#parser = parser;
  }

  parse(text: string, context: ParseContext): ParsedLine {
    const end = text.indexOf("\n");
    const record = this.#parseLine(end === -1 ? text : text.slice(0, end), context);
    if (end === -1) return record;
    const rest = text.slice(end + 1).trimEnd();
    record.message = record.message === "" ? rest.trim() : `${record.message}\n${rest}`;
    setException(record, text);
    return record;
  }

  #parseLine(line: string, context: ParseContext): ParsedLine {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    const wrapped = unwrapLine(text);
    const record = this.#parser.parse(wrapped?.content ?? text, context) ?? this.#refuse(wrapped?.content ?? text);
    return wrapped === undefined ? record : addWrapping(record, wrapped, context);
  }

  #refuse(line: string): ParsedLine {
    return { message: line, parseError: `not in the format ${this.name}` };
  }
}
