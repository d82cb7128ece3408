// What may stand between the time and the level: process and thread numbers, threads in brackets, names.
import { code, countDigits, isBlank, isDigit, isLetter, skipBlanks, wordEnd } from "../../timestamps/characters.js";
import { type Level, levelOfWord } from "../level.js";
import { type Header, closingBracket } from "./header.js";
import { type LevelToken, isBareLevel, levelTokenAt } from "./level-token.js";

/** Elements looked at before the level; BGL has three, Postgres four. */
const elementsMax = 6;
const nameLengthMax = 128;

/** What stood before the level. */
export interface BeforeLevel {
  token: LevelToken;
  names: string[];
  numbers: string[];
  brackets: string[];
  braces: string[];
}

/** Steps over blanks and the separators that layouts put between elements. */
export function skipSeparators(line: string, from: number): number {
  let at = skipBlanks(line, from);
  for (;;) {
    const start = at;
    while (line.charCodeAt(at) === code.minus) at++;
    const dashes = at > start && isBlank(line.charCodeAt(at));
    const single = line.charCodeAt(at) === code.bar || line.charCodeAt(at) === code.comma;
    if (!dashes && !single) return start;
    at = skipBlanks(line, single ? at + 1 : at);
  }
}

/** Whether a word looks like the name of something rather than prose: RAS, my-app, nova.compute, R02-M1. */
function isNameLike(word: string): boolean {
  let small = false;
  for (let index = 0; index < word.length; index++) {
    const character = word.charCodeAt(index);
    if (isDigit(character) || (!isLetter(character) && index > 0 && index < word.length - 1)) return true;
    if (character >= 97 && character <= 122) small = true;
  }
  return !small && word.length > 1;
}

const notInNames: ReadonlySet<number> = new Set<number>([
  code.quote,
  code.apostrophe,
  code.equals,
  code.comma,
  code.openCurly,
  code.openRound,
]);

/** Where the name at `at` ends; -1 when no name stands there. A colon ends it only before a blank. */
function nameEnd(line: string, at: number): number {
  const first = line.charCodeAt(at);
  if (!isLetter(first) && first !== code.underscore && !isDigit(first)) return -1;
  const end = Math.min(wordEnd(line, at), at + nameLengthMax + 1);
  for (let index = at; index < end; index++) {
    const character = line.charCodeAt(index);
    if (character === code.bar) return index;
    if (notInNames.has(character)) return -1;
  }
  return end - at > nameLengthMax ? -1 : end;
}

function acceptsLevel(header: Header, at: number, found: BeforeLevel, delimited: boolean): boolean {
  const { token, names } = found;
  const next = header.line.charCodeAt(token.end);
  if (token.form === "bracket") return names.length <= 1 || names.every(isNameLike);
  if (token.form === "letter") return acceptsLetter(header.line, token, found);
  if (token.form === "word" && isBlank(next) && !delimited)
    return names.length === 0 && isBareLevel(header.line, at, token);
  if (names.length <= 1 || delimited) return true;
  return token.form === "capitals" && names.every(isNameLike);
}

/** logcat has numbers before the letter; MongoDB has a component in capitals, or a dash, behind it. */
function acceptsLetter(line: string, token: LevelToken, found: BeforeLevel): boolean {
  if (line.charCodeAt(token.end) === code.slash) return found.names.length === 0;
  if (found.names.length > 0) return false;
  if (found.numbers.length > 0) return true;
  const next = skipBlanks(line, token.end);
  const after = line.slice(next, wordEnd(line, next));
  return after === "-" || (after.length > 1 && after === after.toUpperCase() && isLetter(after.charCodeAt(0)));
}

/** A bracket that holds a level and something else. */
interface NamedLevel {
  logger: string;
  thread: string;
  level: Level;
}

/** Takes `core:error` (Apache's module and level) or `Server thread/INFO` (a thread and its level) apart. */
function nameAndLevel(inner: string): NamedLevel | undefined {
  const mark = Math.max(inner.lastIndexOf(":"), inner.lastIndexOf("/"));
  const level = mark === -1 ? undefined : levelOfWord(inner.slice(mark + 1));
  if (level === undefined) return undefined;
  const name = inner.slice(0, mark);
  const isThread = inner.charCodeAt(mark) === code.slash;
  if (!isThread && name.includes(" ")) return undefined;
  return { logger: isThread ? "" : name, thread: isThread ? name : "", level };
}

/** Takes `{scheduler_job.py:122}` (Airflow) or `{query-id}` (ClickHouse): names only, no data. */
function takeBraces(line: string, at: number, found: BeforeLevel): number {
  const length = line.slice(at + 1, at + 1 + nameLengthMax).indexOf("}");
  const inner = line.slice(at + 1, at + 1 + length);
  if (length === -1 || !/^[\w./:-]*$/.test(inner)) return -1;
  found.braces.push(inner);
  return at + length + 2;
}

function takeBracket(header: Header, at: number, found: BeforeLevel): number {
  const close = closingBracket(header.line, at);
  if (close === -1) return -1;
  const inner = header.line.slice(at + 1, close).trim();
  const both = nameAndLevel(inner);
  if (both === undefined) {
    found.brackets.push(inner);
    return close + 1;
  }
  if (both.logger !== "") header.record.logger = both.logger;
  if (both.thread !== "") header.set("thread.name", both.thread);
  found.token = { level: both.level, end: close + 1, form: "bracket" };
  return close + 1;
}

function takeNumber(line: string, at: number, found: BeforeLevel): number {
  const digits = countDigits(line, at, 20);
  if (digits === 0 || digits === 20) return -1;
  const next = line.charCodeAt(at + digits);
  if (!isBlank(next) && next !== code.bar && next !== code.openSquare) return -1;
  found.numbers.push(line.slice(at, at + digits));
  return at + digits;
}

/** Takes `production.ERROR:`, Monolog's channel and level in one word. */
function takeChannelAndLevel(line: string, at: number, end: number, found: BeforeLevel): boolean {
  const dot = line.lastIndexOf(".", end);
  const level = dot > at ? levelOfWord(line.slice(dot + 1, end - 1)) : undefined;
  if (level === undefined) return false;
  found.names.push(line.slice(at, dot));
  found.token = { level, end: end - 1, form: "capitals" };
  return true;
}

function takeName(line: string, at: number, found: BeforeLevel): number {
  const end = nameEnd(line, at);
  if (end <= at) return -1;
  const colon = line.charCodeAt(end - 1) === code.colon;
  if (colon && takeChannelAndLevel(line, at, end, found)) return end;
  if (colon && found.names.length > 0) return -1;
  found.names.push(line.slice(at, colon ? end - 1 : end));
  return end;
}

function takeElement(header: Header, at: number, found: BeforeLevel): number {
  const first = header.line.charCodeAt(at);
  if (first === code.openSquare) return takeBracket(header, at, found);
  if (first === code.openCurly) return takeBraces(header.line, at, found);
  const behind = takeNumber(header.line, at, found);
  return behind === -1 ? takeName(header.line, at, found) : behind;
}

/** Looks for the level behind the time; `undefined` when the line has none where a header would. */
export function findLevel(header: Header): BeforeLevel | undefined {
  const none: Level = { level: "", severity: 0 };
  const found: BeforeLevel = {
    token: { level: none, end: -1, form: "word" },
    names: [],
    numbers: [],
    brackets: [],
    braces: [],
  };
  let at = header.at;
  for (let element = 0; element <= elementsMax; element++) {
    const blanksEnd = skipBlanks(header.line, at);
    const start = skipSeparators(header.line, at);
    const token = levelTokenAt(header.line, start);
    if (token !== undefined) {
      found.token = token;
      if (acceptsLevel(header, start, found, start > blanksEnd)) return found;
      found.token = { level: none, end: -1, form: "word" };
    }
    at = takeElement(header, start, found);
    if (found.token.end !== -1) return found;
    if (at === -1) return undefined;
  }
  return undefined;
}
