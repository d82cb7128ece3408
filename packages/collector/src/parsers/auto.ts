// Recognises the format of each line of a stream; a stream may mix formats.
import { layoutParser } from "./layout/layout.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";

/** How {@link createAutoParser} decides. */
export interface AutoParserOptions {
  /** What the stream is called in errors: a path, a peer's address. */
  stream?: string;
}

/** The parser of one stream: it remembers what the stream's lines looked like, so each stream needs its own. */
export interface AutoParser {
  readonly name: string;
  /** Name of the parser that understood the last line; empty before the first and after one that none understood. */
  readonly format: string;
  /**
   * Parses one record: a line, or several joined by newlines (a stack trace with its line). Never throws and
   * always answers: a line that no parser understands comes back whole as `message` with a `parseError`.
   */
  parse(text: string, context: ParseContext): ParsedLine;
}

/** Makes the parser of one stream whose format is not known beforehand. */
export function createAutoParser(_options: AutoParserOptions = {}): AutoParser {
  return {
    name: "auto",
    format: "",
    parse: (text, context) =>
      layoutParser.parse(text, context) ?? { message: text, parseError: "no parser recognised the line" },
  };
}
