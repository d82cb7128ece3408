// What may stand between the level and the message: process numbers, a thread in brackets, the logger, file and line.
import {
  characterSet,
  code,
  countDigits,
  isBlank,
  isDigit,
  isLetter,
  skipBlanks,
  skipSet,
} from "../../timestamps/characters.js";
import { levelOfWord } from "../level.js";
import { type Header, closingBracket } from "./header.js";

/** How the level ended: it decides how much evidence a name needs to be the logger. */
export interface LevelEnd {
  /** A colon stood behind the level: what follows is more often message than logger. */
  colon: boolean;
  /** Two blanks or a tab stood behind the level: the layout is in columns. */
  columns: boolean;
  /** A number stood before the level (oslo.log, logcat). */
  numbered: boolean;
}

const loggerLengthMax = 128;
const elementsMax = 6;
const fileSuffixLengthMax = 5;

/** What names of classes, paths, generics and tags are made of, without the colon. */
const inLogger = characterSet("#$()*+-./<>@[\\]_~", true);

/** Where the name at `at` ends: before a blank, a bar, a colon that a blank follows, or the end. */
function loggerEnd(line: string, at: number): number {
  const first = line.charCodeAt(at);
  if (!isLetter(first) && first !== code.underscore && first !== code.dollar && first !== code.less) return -1;
  const limit = Math.min(line.length, at + loggerLengthMax);
  let index = skipSet(line, at, limit, inLogger);
  while (index < limit && line.charCodeAt(index) === code.colon) {
    if (index + 1 === line.length || isBlank(line.charCodeAt(index + 1))) return index;
    index = skipSet(line, index + 1, limit, inLogger);
  }
  return index === limit && limit < line.length ? -1 : index;
}

/** Names that end like an error's class belong to the message: `TypeError: x is not a function`; so do levels. */
function isErrorClass(name: string): boolean {
  if (levelOfWord(name) !== undefined) return true;
  return name.endsWith("Error") || name.endsWith("Exception") || name.includes("://");
}

/** Index behind ` - `, ` : ` or ` | ` at `at`; -1 when none stands there. */
function separatorEnd(line: string, at: number): number {
  const start = skipBlanks(line, at);
  const mark = line.charCodeAt(start);
  if (mark === code.bar) return start + 1;
  if (start === at || !isBlank(line.charCodeAt(start + 1))) return -1;
  return mark === code.minus || mark === code.colon ? start + 1 : -1;
}

function isDotted(line: string, at: number, end: number): boolean {
  const dot = line.indexOf(".", at);
  return dot > at && dot < end - 1;
}

function isColumn(line: string, end: number, levelEnd: LevelEnd): boolean {
  if (line.charCodeAt(end) === code.tab) return line.charCodeAt(end + 1) !== code.openCurly;
  return levelEnd.columns && isBlank(line.charCodeAt(end)) && isBlank(line.charCodeAt(end + 1));
}

/** Index behind the logger's terminator, or -1 when the name at `at` is not a logger. */
function terminatorEnd(line: string, at: number, end: number, levelEnd: LevelEnd): number {
  if (line.charCodeAt(end) === code.colon) {
    const accepted = !isErrorClass(line.slice(at, end)) && (!levelEnd.colon || isDotted(line, at, end));
    return accepted ? end + 1 : -1;
  }
  const separator = separatorEnd(line, end);
  if (separator !== -1) return separator;
  if (isColumn(line, end, levelEnd)) return end;
  const bracket = isBlank(line.charCodeAt(end)) && line.charCodeAt(end + 1) === code.openSquare;
  return bracket && levelEnd.numbered && isDotted(line, at, end) ? end : -1;
}

/** Takes `server.go:123` apart; answers false when the name is not a file with a line. */
export function setFile(header: Header, name: string): boolean {
  if (!isDigit(name.charCodeAt(name.length - 1))) return false;
  const colon = name.lastIndexOf(":");
  const dot = name.lastIndexOf(".", colon);
  if (dot <= 0 || colon - dot > fileSuffixLengthMax || colon === name.length - 1) return false;
  if (countDigits(name, colon + 1, name.length) !== name.length - colon - 1) return false;
  header.set("code.file.path", name.slice(0, colon));
  header.set("code.line.number", name.slice(colon + 1));
  return true;
}

/** Takes the logger's own suffixes off: `Lifetime[0]` (.NET event), `Listener@493` (line), `main:run:3` (loguru). */
function setLogger(header: Header, name: string): void {
  const last = name.charCodeAt(name.length - 1);
  if (last !== code.closeSquare && !isDigit(last)) {
    header.record.logger = name;
    return;
  }
  const found = /^([^[\]@]+)(?:\[(\d+)\]|@(\d+))$/.exec(name);
  header.record.logger = found?.[1] ?? name;
  if (found?.[2] !== undefined) header.set("event.id", found[2]);
  if (found?.[3] !== undefined) header.set("code.line.number", found[3]);
}

function takeLogger(header: Header, levelEnd: LevelEnd): boolean {
  const { line } = header;
  const end = loggerEnd(line, header.at);
  if (end <= header.at) return false;
  const name = line.slice(header.at, end);
  if ((isBlank(line.charCodeAt(end)) || line.charCodeAt(end) === code.colon) && setFile(header, name)) {
    const separator = separatorEnd(line, end);
    const colon = line.charCodeAt(end) === code.colon ? end + 1 : end;
    header.at = skipBlanks(line, separator === -1 ? colon : separator);
    return true;
  }
  if (header.record.logger !== undefined) return false;
  const behind = terminatorEnd(line, header.at, end, levelEnd);
  if (behind === -1) return false;
  setLogger(header, name);
  header.at = skipBlanks(line, behind);
  return true;
}

/** Spring's `45469 ---`, nginx's `1234#5678:`, and a number alone in a column. */
function takeNumber(header: Header): boolean {
  const { line } = header;
  const digits = countDigits(line, header.at, 12);
  const end = header.at + digits;
  if (digits === 0) return false;
  if (line.charCodeAt(end) === 35) {
    const second = countDigits(line, end + 1, 12);
    if (line.charCodeAt(end + 1 + second) !== code.colon) return false;
    header.setNumber(line.slice(header.at, end));
    header.set("thread.id", line.slice(end + 1, end + 1 + second));
    header.at = skipBlanks(line, end + 2 + second);
    return true;
  }
  const dashes = skipBlanks(line, end);
  if (!line.startsWith("--- ", dashes)) return false;
  header.setNumber(line.slice(header.at, end));
  header.at = skipBlanks(line, dashes + 3);
  takeApplication(header);
  return true;
}

/** Spring Boot 3 writes the application's name before the thread: `1 --- [shop] [main] c.e.Cart : message`. */
function takeApplication(header: Header): void {
  const { line } = header;
  const close = header.character === code.openSquare ? closingBracket(line, header.at) : -1;
  const next = close === -1 ? -1 : skipBlanks(line, close + 1);
  if (next === -1 || line.charCodeAt(next) !== code.openSquare) return;
  header.record.service = line.slice(header.at + 1, close).trim();
  header.at = next;
}

/** Sets what a bracket with known content says; answers false when the content is anything else. */
function setKnownBracket(header: Header, inner: string): boolean {
  if (/^\d{1,19}$/.test(inner)) header.setNumber(inner);
  else if (inner.startsWith("pid ")) setProcessAndThread(header, inner);
  else if (inner.startsWith("req-")) header.set("request.id", inner);
  // oslo.log's request, where there is none.
  else return inner === "-";
  return true;
}

/** Apache's `pid 35708:tid 4328636416`. */
export function setProcessAndThread(header: Header, inner: string): void {
  const found = /^pid (\d{1,12})(?::tid (\d{1,19}))?$/.exec(inner);
  if (found?.[1] !== undefined) header.set("process.pid", found[1]);
  if (found?.[2] !== undefined) header.set("thread.id", found[2]);
}

/** Sets the thread of `[main]`, and the logger of `[/10.0.0.1:3888:QuorumCnxManager$Listener@493]`. */
export function setThread(header: Header, inner: string): void {
  const found = inner.includes("@") ? /^(.*):([A-Za-z_$][\w.$]*)@(\d{1,9})$/.exec(inner) : null;
  const thread = found?.[1] ?? inner;
  if (thread !== "") header.set("thread.name", thread);
  if (found?.[2] === undefined || found[3] === undefined) return;
  header.record.logger = found[2];
  header.set("code.line.number", found[3]);
}

const dottedName = /^[A-Za-z_$][\w$-]*(?:(?:\.|::)[\w$-]+)+$/;

/** Whether a header goes on behind a bracket: with a separator, another bracket, or a logger that ends as one. */
function continues(header: Header, at: number, levelEnd: LevelEnd): boolean {
  const { line } = header;
  if (separatorEnd(line, at) !== -1 || line.charCodeAt(at) === code.colon) return true;
  const start = skipBlanks(line, at);
  const end = loggerEnd(line, start);
  return end > start && terminatorEnd(line, start, end, levelEnd) !== -1;
}

/** A class's name in a bracket is the logger; any dotted name is where the bracket follows the level's without a blank. */
function loggerOfBracket(inner: string, adjacent: boolean): string | undefined {
  const line = /:(\d{1,9})$/.exec(inner);
  const name = line === null ? inner : inner.slice(0, line.index);
  if (!dottedName.test(name)) return undefined;
  const isClass = /[.:][A-Z][\w$]*$/.test(name);
  if (!adjacent && !isClass) return undefined;
  return line === null ? name : `${name}@${line[1] ?? ""}`;
}

function takeBracket(header: Header, levelEnd: LevelEnd, previousEnd: number): boolean {
  const { line, record } = header;
  if (header.character !== code.openSquare) return false;
  const close = closingBracket(line, header.at);
  if (close === -1) return false;
  const inner = line.slice(header.at + 1, close).trim();
  // Apache's own tools show the client as part of the message, so it stays there too.
  if (inner.startsWith("client ")) {
    header.set("client.address", inner.slice(7));
    return false;
  }
  if (setKnownBracket(header, inner)) {
    header.at = skipBlanks(line, close + 1);
    return true;
  }
  if (record.logger !== undefined || record.attributes?.["thread.name"] !== undefined) return false;
  const logger = loggerOfBracket(inner, header.at === previousEnd);
  if (logger === undefined && !continues(header, close + 1, levelEnd)) return false;
  if (logger !== undefined) setLogger(header, logger);
  else setThread(header, inner);
  header.at = close + 1;
  skipAfterBracket(header);
  return true;
}

/** Steps over ` - `, `:` and blanks behind a bracket. */
function skipAfterBracket(header: Header): void {
  const separator = separatorEnd(header.line, header.at);
  if (separator !== -1) header.at = separator;
  else if (header.character === code.colon) header.at++;
  header.at = skipBlanks(header.line, header.at);
}

/** Kafka writes the logger behind the message: `… started (kafka.server.KafkaServer)`. */
function takeTrailingLogger(header: Header, end: number): number {
  const { line } = header;
  if (header.record.logger !== undefined || line.charCodeAt(end - 1) !== code.closeRound) return end;
  const open = line.lastIndexOf("(", end);
  if (open <= header.at || end - open > loggerLengthMax || line.charCodeAt(open - 1) !== code.space) return end;
  const name = line.slice(open + 1, end - 1);
  if (!dottedName.test(name)) return end;
  header.record.logger = name;
  return open;
}

/** Scans from behind the level to the message. `previousEnd` is where the level ended, its bracket included. */
export function scanAfterLevel(header: Header, levelEnd: LevelEnd, previousEnd: number, bracketedTime: boolean): void {
  for (let element = 0; element < elementsMax; element++) {
    const taken = takeBracket(header, levelEnd, previousEnd) || takeNumber(header) || takeLogger(header, levelEnd);
    if (!taken) break;
  }
  const end = header.line.length;
  const messageEnd = bracketedTime ? takeTrailingLogger(header, end) : end;
  header.record.message = header.line.slice(header.at, messageEnd).trim();
}
