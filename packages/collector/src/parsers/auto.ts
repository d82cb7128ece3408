// Recognises the format of each line of a stream; a stream may mix formats.
import { characterSet, code, isDigit, isLetter, skipSet } from "../timestamps/characters.js";
import { accessParser } from "./access.js";
import { addWrapping, unwrapLine } from "./container.js";
import { setException } from "./exception.js";
import { setJavaUtil } from "./java-util.js";
import { jsonParser } from "./json.js";
import { klogParser } from "./klog.js";
import { layoutParser } from "./layout/layout.js";
import { levelFirstParser } from "./level-first.js";
import { logfmtParser } from "./logfmt.js";
import { ltsvParser } from "./ltsv.js";
import { markedParser } from "./marked/marked.js";
import { makeTai64nParser } from "./marked/tai64n.js";
import { nestParser } from "./nest.js";
import type { LineParser, ParseContext, ParsedLine, RecordParser } from "./parsed-line.js";
import { syslogParser } from "./syslog.js";

/** The parser of one stream: it remembers what the stream's lines looked like, so each stream needs its own. */
export interface AutoParser extends RecordParser {
  /** Name of the format of the last line; empty before the first and after one in no known format. */
  readonly format: string;
  /**
   * Parses one record: a line, or several joined by newlines (a stack trace with its line). Never throws and
   * always answers: a line that no parser understands comes back whole as `message` with a `parseError`.
   */
  parse(text: string, context: ParseContext): ParsedLine;
}

const notUnderstood = "no known format";

/** `key=value` or `key="…"` at the start, with a second pair behind. */
const looksLikeLogfmt = /^[A-Za-z_@][\w.@/-]{0,63}=(?:"|\S*\s+[\w.@/-]{1,64}=|\S*$)/;
const looksLikeLtsv = /^[0-9A-Za-z_.-]{1,64}:[^\t]*\t/;

const inKey = characterSet("_@./-", true);
const keyLengthMax = 65;

function isNewSyslog(line: string): boolean {
  return line.charCodeAt(0) === 49 && line.charCodeAt(1) === code.space && line.charAt(12) === "T";
}

/** Whether the line may be an access line: those have a bracket with a date behind a few words, and a quote. */
function mayBeAccess(line: string): boolean {
  const open = line.indexOf(" [");
  return open > 4 && isDigit(line.charCodeAt(open + 2)) && line.charCodeAt(open + 4) === code.slash;
}

function ofLetter(line: string): LineParser | undefined {
  if (isDigit(line.charCodeAt(1)) && isDigit(line.charCodeAt(4))) return klogParser;
  const keyEnd = skipSet(line, 0, Math.min(line.length, keyLengthMax), inKey);
  const behind = line.charCodeAt(keyEnd);
  if (behind === code.equals) return looksLikeLogfmt.test(line) ? logfmtParser : undefined;
  return behind === code.colon && looksLikeLtsv.test(line) ? ltsvParser : undefined;
}

/** The parser that the line's first characters suggest, if they do. */
function suggested(line: string): LineParser | undefined {
  const first = line.charCodeAt(0);
  if (first === code.openCurly) return jsonParser;
  if (first === code.less) return syslogParser;
  if (isDigit(first) && isNewSyslog(line)) return syslogParser;
  const special = isLetter(first) ? ofLetter(line) : undefined;
  if (special !== undefined) return special;
  return mayBeAccess(line) ? accessParser : undefined;
}

const general: readonly LineParser[] = [layoutParser, levelFirstParser, nestParser];

class StreamParser implements AutoParser {
  readonly name = "auto";
  // The text behind a label may not have a label itself.
  readonly #tai64n = makeTai64nParser((text, context) => this.#parseGeneral(text, context));
  #format = "";

  get format(): string {
    return this.#format;
  }

  parse(text: string, context: ParseContext): ParsedLine {
    const end = text.indexOf("\n");
    if (end === -1) return this.#parseLine(text, context);
    const record = this.#parseLine(text.slice(0, end), context);
    const rest = text
      .slice(end + 1)
      .replaceAll("\r\n", "\n")
      .trimEnd();
    record.message = record.message === "" ? rest.trim() : `${record.message}\n${rest}`;
    setJavaUtil(record);
    setException(record, text);
    return record;
  }

  #parseLine(line: string, context: ParseContext): ParsedLine {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    const wrapped = unwrapLine(text);
    if (wrapped === undefined) return this.#parseText(text, context);
    const record = addWrapping(this.#parseText(wrapped.content, context), wrapped, context);
    delete record.parseError;
    this.#format = wrapped.format;
    return record;
  }

  #parseText(text: string, context: ParseContext): ParsedLine {
    const first = text.charCodeAt(0);
    if (first === code.at) return this.#parseAfterAt(text, context);
    const marked = markedParser(text, first);
    const record = marked === undefined ? undefined : this.#parseBy(marked, text, context);
    if (record !== undefined) return record;
    const parser = suggested(text);
    const found = parser === undefined ? undefined : this.#parseBy(parser, text, context);
    return found ?? this.#parseGeneral(text, context);
  }

  #parseBy(parser: LineParser, text: string, context: ParseContext): ParsedLine | undefined {
    const record = parser.parse(text, context);
    if (record !== undefined) this.#format = parser.name;
    return record;
  }

  /** multilog puts its label before lines of any format. */
  #parseAfterAt(text: string, context: ParseContext): ParsedLine {
    return this.#parseBy(this.#tai64n, text, context) ?? this.#parseGeneral(text, context);
  }

  #parseGeneral(text: string, context: ParseContext): ParsedLine {
    for (const parser of general) {
      const record = parser.parse(text, context);
      if (record === undefined) continue;
      this.#format = parser.name;
      return record;
    }
    this.#format = "";
    return { message: text, parseError: notUnderstood };
  }
}

/** Makes the parser of one stream whose format is not known beforehand. */
export function createAutoParser(): AutoParser {
  return new StreamParser();
}
