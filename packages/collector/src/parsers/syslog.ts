// Syslog: RFC 5424 with structured data, and RFC 3164 as programs really write it; with and without <PRI>.
import { code, countDigits, isDigit, readNumber, skipBlanks, wordEnd } from "../timestamps/characters.js";
import { scanTimestamp } from "../timestamps/timestamp.js";
import { Header } from "./layout/header.js";
import { layoutParser } from "./layout/layout.js";
import { levelTokenAt } from "./layout/level-token.js";
import { scanHostAndTag } from "./layout/syslog-tag.js";
import { levelOfSyslog } from "./level.js";
import { ciscoParser, takeMnemonic } from "./marked/cisco.js";
import { setAttribute } from "./normalise.js";
import type { LineParser, ParseContext, ParsedLine } from "./parsed-line.js";

/** RFC 5424 table 1. */
const facilities = [
  ..."kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock".split(" "),
  ..."local0 local1 local2 local3 local4 local5 local6 local7".split(" "),
];
const priorityMax = 191;
const byteOrderMark = 0xfeff;
/** RFC 5424 allows 32 characters; programs with enterprise numbers write more. */
const idLengthMax = 128;
const nameLengthMax = 128;
/** Parameters read of one element; an element with more stays in the message. */
const parametersMax = 256;

/** Reads `<165>` at the start; answers -1 for the priority when the line has none. */
function readPriority(line: string): { priority: number; end: number } {
  const none = { priority: -1, end: 0 };
  if (line.charCodeAt(0) !== code.less) return none;
  const digits = countDigits(line, 1, 4);
  if (digits === 0 || digits > 3 || line.charCodeAt(1 + digits) !== code.greater) return none;
  const priority = readNumber(line, 1, digits);
  return priority > priorityMax ? none : { priority, end: digits + 2 };
}

function setPriority(record: ParsedLine, priority: number): void {
  if (priority < 0) return;
  const level = levelOfSyslog(priority & 7);
  record.level = level.level;
  record.severity = level.severity;
  record.attributes = { "syslog.facility": facilities[priority >> 3] ?? "", ...record.attributes };
}

/** Where a quoted parameter value ends; RFC 5424 §6.3.3 escapes `"`, `\` and `]`. -1 when it does not. */
function valueEnd(line: string, at: number): number {
  for (let index = at; index < line.length; index++) {
    const character = line.charCodeAt(index);
    if (character === code.backslash) index++;
    else if (character === code.quote) return index;
  }
  return -1;
}

/** Reads one `[id name="value" …]` into attributes `id.name`; answers the index behind it, or -1. */
function readElement(line: string, at: number, attributes: Record<string, string>): number {
  const idLength = line.slice(at + 1, at + 1 + idLengthMax).search(/[ \]]/);
  if (idLength <= 0) return -1;
  const id = line.slice(at + 1, at + 1 + idLength);
  let index = skipBlanks(line, at + 1 + idLength);
  for (let parameter = 0; parameter < parametersMax; parameter++) {
    if (line.charCodeAt(index) === code.closeSquare) return index + 1;
    const equals = line.indexOf('="', index);
    if (equals === -1 || equals - index > nameLengthMax) return -1;
    const end = valueEnd(line, equals + 2);
    if (end === -1) return -1;
    const value = line.slice(equals + 2, end).replaceAll(/\\(["\\\]])/g, "$1");
    setAttribute(attributes, `${id}.${line.slice(index, equals)}`, value);
    index = skipBlanks(line, end + 1);
  }
  return -1;
}

/** Reads the structured data at `at`; what is not well-formed stays in the message. */
function readStructuredData(line: string, at: number, attributes: Record<string, string>): number {
  if (line.charCodeAt(at) === code.minus) return at + 1;
  let index = at;
  while (line.charCodeAt(index) === code.openSquare) {
    const end = readElement(line, index, attributes);
    if (end === -1) return index;
    index = end;
  }
  return index;
}

function wordsFrom(line: string, at: number, count: number): { words: string[]; end: number } {
  const words: string[] = [];
  let index = at;
  for (let word = 0; word < count; word++) {
    const end = wordEnd(line, index);
    words.push(line.slice(index, end));
    index = line.charCodeAt(end) === code.space ? end + 1 : end;
  }
  return { words, end: index };
}

/** Reads what follows the priority in RFC 5424: `1 TIME HOST APP PROCID MSGID SD MSG`. */
function parseNew(line: string, at: number, context: ParseContext): ParsedLine | undefined {
  const { words, end } = wordsFrom(line, at + 2, 5);
  const [time = "", host = "", app = "", pid = "", id = ""] = words;
  const found = time === "-" ? undefined : scanTimestamp(line, at + 2, context);
  if (id === "" || (time !== "-" && found === undefined)) return undefined;
  const attributes: Record<string, string> = {};
  if (pid !== "-") attributes["process.pid"] = pid;
  if (id !== "-") attributes["syslog.msgid"] = id;
  let message = readStructuredData(line, end, attributes);
  if (line.charCodeAt(message) === code.space) message++;
  if (line.charCodeAt(message) === byteOrderMark) message++;
  const record: ParsedLine = { message: line.slice(message).trimEnd() };
  if (found !== undefined) record.time = found.time;
  if (host !== "-") record.host = host;
  if (app !== "-") record.logger = app;
  if (Object.keys(attributes).length > 0) record.attributes = attributes;
  return record;
}

/** Reads `2019-03-05T10:57:51Z host tag: message`, which rsyslog forwards behind a priority. */
function parseForwarded(text: string, context: ParseContext): ParsedLine | undefined {
  const time = text.charAt(10) === "T" ? scanTimestamp(text, 0, context) : undefined;
  if (time === undefined) return undefined;
  const header = new Header(text, context, time.end);
  if (levelTokenAt(text, skipBlanks(text, time.end)) !== undefined) return undefined;
  if (!scanHostAndTag(header, "tag")) return undefined;
  header.record.time = time.time;
  return header.finish();
}

/** Reads what follows the priority in RFC 3164, or in what programs make of it. */
function parseOld(text: string, context: ParseContext): ParsedLine {
  const found = ciscoParser.parse(text, context) ?? parseForwarded(text, context) ?? layoutParser.parse(text, context);
  if (found !== undefined) return takeMnemonic(found);
  const header = new Header(text, context, 0);
  scanHostAndTag(header, "tag");
  return header.finish();
}

function isNew(line: string, at: number): boolean {
  if (line.charCodeAt(at) !== 49 || line.charCodeAt(at + 1) !== code.space) return false;
  const next = line.charCodeAt(at + 2);
  return next === code.minus || (isDigit(next) && line.charCodeAt(at + 6) === code.minus);
}

/** Reads syslog lines of either RFC. Without `<PRI>`, a line of RFC 3164 has a timestamp without a year or ISO 8601. */
export const syslogParser: LineParser = {
  name: "syslog",
  parse(line, context) {
    const { priority, end } = readPriority(line);
    const record = isNew(line, end) ? parseNew(line, end, context) : undefined;
    if (record !== undefined) {
      setPriority(record, priority);
      return record;
    }
    if (priority < 0) return layoutParser.parse(line, context);
    const old = parseOld(line.slice(end), context);
    const own = old.attributes?.["event.name"] === undefined ? undefined : { level: old.level, severity: old.severity };
    setPriority(old, priority);
    return own === undefined ? old : Object.assign(old, own);
  },
};
