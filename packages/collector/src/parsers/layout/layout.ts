// The generic layout: a time, a level, a process or thread, a logger and a message, in the orders and with the
// separators that logging libraries use. docs/reference/collector/parsers.md has the grammar.
import { code, isBlank, skipBlanks, wordEnd } from "../../timestamps/characters.js";
import { levelOfLetter, levelOfText } from "../level.js";
import type { LineParser, ParseContext, ParsedLine } from "../parsed-line.js";
import { scanAfterLevel, setFile, setProcessAndThread, setThread } from "./after-level.js";
import { takeMnemonic } from "../marked/cisco.js";
import { type BeforeLevel, findLevel } from "./before-level.js";
import { mayHaveClusterPrefix, takeClusterPrefix, takeEventLine } from "./cluster-prefix.js";
import { findStart } from "./find-start.js";
import { Header } from "./header.js";
import { takeSeparated } from "./separated.js";
import { scanSyslog, scanWithoutLevel } from "./without-level.js";

/** logcat's tags may hold blanks and end with a colon. */
const tagLengthMax = 128;
const semicolon = 59;
const percent = 37;

function setNames(header: Header, names: readonly string[]): void {
  const logger = names.at(-1);
  if (logger === undefined) return;
  header.record.logger ??= logger;
  const others = names.slice(0, -1).filter((name) => name !== header.record.host);
  if (others.length > 0) header.set("header", others.join(" "));
}

function setBraces(header: Header, braces: readonly string[]): void {
  for (const inner of braces) {
    if (inner !== "" && !setFile(header, inner)) header.set("context", inner);
  }
}

function setServerNumber(header: Header, number: string): void {
  if (number !== "") header.set("myid", number);
}

function setBrackets(header: Header, brackets: readonly string[]): void {
  for (const inner of brackets) {
    if (/^\d{1,19}$/.test(inner)) header.setNumber(inner);
    else if (inner.startsWith("pid ")) setProcessAndThread(header, inner);
    // Zookeeper's number of the server, empty where there is only one; the thread follows the level.
    else if (inner.startsWith("myid:")) setServerNumber(header, inner.slice(5));
    else if (inner !== "") setThread(header, inner);
  }
}

function takeTag(header: Header): boolean {
  const end = header.line.indexOf(":", header.at);
  if (end === -1 || end - header.at > tagLengthMax) return false;
  const colonEnds = end + 1 === header.line.length || isBlank(header.line.charCodeAt(end + 1));
  if (!colonEnds) return false;
  header.record.logger = header.line.slice(header.at, end).trim();
  header.at = end + 1;
  return true;
}

/** A bare number of ten digits may count anything; with a fraction it is a time. */
const epochWithFraction = /^\d{10}\.\d{3}/;

/** Takes logcat's brief form, `D/Tag( 123): message`, from behind the letter. */
export function takeBriefTag(header: Header): boolean {
  const open = header.line.indexOf("(", header.at);
  const close = header.line.indexOf("): ", open);
  if (open === -1 || close === -1 || close - header.at > tagLengthMax) return false;
  header.record.logger = header.line.slice(header.at, open).trim();
  header.setNumber(header.line.slice(open + 1, close).trim());
  header.at = close + 2;
  return true;
}

/** Steps from the level's end to what follows: over its colon, dashes, bars and blanks. */
function skipLevelEnd(header: Header, end: number): void {
  const { line } = header;
  let at = end;
  if (line.charCodeAt(at) === code.closeSquare && header.inBracket) {
    at++;
    header.inBracket = false;
  }
  if (line.charCodeAt(at) === code.colon) at++;
  for (;;) {
    at = skipBlanks(line, at);
    const word = wordEnd(line, at) - at;
    const mark = line.charCodeAt(at);
    const dash = mark === code.minus && (word === 1 || (word === 2 && line.charCodeAt(at + 1) === code.minus));
    // Ruby's Logger ends with a colon even where the program has no name.
    const colon = mark === code.colon && word === 1;
    if (!dash && !colon && mark !== code.bar) break;
    at += dash ? word : 1;
  }
  header.at = at;
}

/** MongoDB's component: `I NETWORK  [conn1] message`, behind the letter. */
function takeComponent(header: Header): boolean {
  const end = wordEnd(header.line, header.at);
  const component = header.line.slice(header.at, end);
  if (!/^[A-Z_]{2,16}$/.test(component)) return false;
  header.record.logger = component;
  header.at = end;
  return true;
}

/** What the letter of logcat or MongoDB has behind it. */
function takeBehindLetter(header: Header, slash: boolean, numbered: boolean): boolean {
  if (slash) return takeBriefTag(header);
  return numbered ? takeTag(header) : takeComponent(header);
}

const redisMarks: ReadonlyMap<string, string> = new Map([
  [".", "debug"],
  ["-", "trace"],
  ["*", "notice"],
  ["#", "warning"],
]);

/** Redis: process and role before the time, a mark as the level: `1234:M 05 Mar 2019 10:57:51.112 # message`. */
function scanRedis(header: Header): ParsedLine | undefined {
  const prefix = header.record.attributes?.["prefix"] ?? "";
  const at = skipBlanks(header.line, header.at);
  const level = isBlank(header.line.charCodeAt(at + 1)) ? redisMarks.get(header.line.charAt(at)) : undefined;
  const found = level === undefined ? undefined : levelOfText(level);
  if (found === undefined || !/^\d{1,10}:[CMSX]$/.test(prefix)) return undefined;
  header.setLevel(found);
  header.record.attributes = { "process.pid": prefix.slice(0, -2), role: prefix.slice(-1) };
  header.at = at + 1;
  return header.finish();
}

const capnslog = /^ ([A-Z]) \| ([\w./-]{1,64}): /;

/** etcd up to 3.4: `2019-03-05 10:57:51.112345 W | etcdserver: message`. */
function takeCapnslog(header: Header): boolean {
  if (header.line.charCodeAt(header.at + 3) !== code.bar) return false;
  const found = capnslog.exec(header.line.slice(header.at, header.at + tagLengthMax));
  const level = found?.[1] === undefined ? undefined : levelOfLetter(found[1]);
  if (found?.[2] === undefined || level === undefined) return false;
  header.setLevel(level);
  header.record.logger = found[2];
  header.at += found[0].length;
  return true;
}

function isColumns(line: string, end: number): boolean {
  return line.charCodeAt(end) === code.tab || (isBlank(line.charCodeAt(end)) && isBlank(line.charCodeAt(end + 1)));
}

/** `[2019-03-05T10:57:51Z INFO  my_crate::module] message`: what follows the level in the time's bracket is the logger. */
function takeRestOfBracket(header: Header): void {
  const close = header.line.indexOf("]", header.at);
  if (!header.inBracket || close === -1 || close - header.at > tagLengthMax) return;
  const inner = header.line.slice(header.at, close).trim();
  // Celery: `[2019-03-05 10:57:51,112: INFO/MainProcess]`.
  if (inner.startsWith("/")) header.set("process.name", inner.slice(1));
  else if (inner !== "") header.record.logger ??= inner;
  header.at = skipBlanks(header.line, close + 1);
}

function scanWithLevel(header: Header, found: BeforeLevel, bracketedTime: boolean): ParsedLine {
  const { token } = found;
  header.setLevel(token.level);
  for (const number of found.numbers) header.setNumber(number);
  setBrackets(header, found.brackets);
  setBraces(header, found.braces);
  setNames(header, found.names);
  const { end } = token;
  const slash = token.form === "letter" && header.line.charCodeAt(end) === code.slash;
  const levelEnd = {
    colon: header.line.charCodeAt(end) === code.colon,
    columns: isColumns(header.line, end),
    numbered: found.numbers.length > 0,
  };
  skipLevelEnd(header, slash ? end + 1 : end);
  takeRestOfBracket(header);
  const tagged = token.form === "letter" && takeBehindLetter(header, slash, levelEnd.numbered);
  if (tagged) return header.finish();
  scanAfterLevel(header, levelEnd, header.at === end ? end : -1, bracketedTime);
  return header.record;
}

/** The level stood before the time: what follows the time is what follows a level elsewhere. */
function scanAfterTime(header: Header, bracketedTime: boolean): ParsedLine {
  takeRestOfBracket(header);
  const found = findLevel(header);
  const sure = found?.token.form === "bracket" || found?.token.form === "capitals";
  if (found !== undefined && sure && found.names.length === 0) {
    return scanWithLevel(header, found, bracketedTime);
  }
  if (header.line.charCodeAt(header.at) === semicolon) header.at++;
  skipLevelEnd(header, header.at);
  scanAfterLevel(header, { colon: false, columns: false, numbered: false }, -1, bracketedTime);
  return header.record;
}

function scanCluster(header: Header): ParsedLine {
  const found = findLevel(header);
  return found === undefined ? scanWithoutLevel(header, "yearless") : scanWithLevel(header, found, false);
}

/** Something stands before the time, so that only a level makes this a header. */
function scanPrefixed(header: Header, bracketedTime: boolean): ParsedLine | undefined {
  const redis = scanRedis(header);
  if (redis !== undefined) return redis;
  const found = findLevel(header);
  return found === undefined ? undefined : scanWithLevel(header, found, bracketedTime);
}

function parseLayout(line: string, context: ParseContext): ParsedLine | undefined {
  const header = new Header(line, context, 0);
  if (mayHaveClusterPrefix(line) && takeClusterPrefix(header)) return scanCluster(header);
  const start = findStart(header);
  if (start === undefined) return undefined;
  if (header.inBracket && header.character === code.colon) header.at++;
  header.record.time = start.time;
  if (start.kind !== "yearless" && takeSeparated(header)) return header.record;
  if (start.kind === "full" && takeCapnslog(header)) return header.finish();
  const bracketedTime = line.charCodeAt(skipBlanks(line, 0)) === code.openSquare;
  if (header.record.level !== undefined) return scanAfterTime(header, bracketedTime);
  if (header.record.attributes?.["prefix"] !== undefined) return scanPrefixed(header, bracketedTime);
  if (start.kind === "yearless" && scanSyslog(header)) return header.finish();
  const weak =
    start.kind === "date" || start.kind === "clock" || (start.kind === "epoch" && !epochWithFraction.test(line));
  const found = findLevel(header);
  if (found !== undefined) return scanWithLevel(header, found, bracketedTime);
  return weak ? undefined : scanWithoutLevel(header, start.kind);
}

/** Lines that start with a time; and event lines whose time stands further behind. */
export const layoutParser: LineParser = {
  name: "layout",
  parse(line, context) {
    const parsed = parseLayout(line, context);
    if (parsed !== undefined) return parsed.message.charCodeAt(0) === percent ? takeMnemonic(parsed) : parsed;
    const header = new Header(line, context, 0);
    return takeEventLine(header) ? header.finish() : undefined;
  },
};
