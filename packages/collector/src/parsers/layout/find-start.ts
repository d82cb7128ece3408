// Where a header's time is: at the start, in a bracket, behind a level, or behind one word that something put before.
import { code, countDigits, isBlank, isDigit, isLetter, skipBlanks, wordEnd } from "../../timestamps/characters.js";
import { type Timestamp, scanTimestamp } from "../../timestamps/timestamp.js";
import { levelOfLetter } from "../level.js";
import { setThread } from "./after-level.js";
import { type Header, closingBracket } from "./header.js";
import { levelTokenAt } from "./level-token.js";

const prefixLengthMax = 128;
const semicolon = 59;

/** Takes a timestamp at `at`, or in a bracket there. */
function takeTimestamp(header: Header, at: number): Timestamp | undefined {
  const bracket = header.line.charCodeAt(at) === code.openSquare;
  const found = scanTimestamp(header.line, bracket ? at + 1 : at, header.context);
  if (found === undefined) return undefined;
  header.at = found.end;
  header.inBracket = bracket;
  if (bracket) leaveBracket(header);
  return found;
}

/** Steps over the `]` behind a bracketed time, or over `#1234` and the `]` (Ruby's Logger). */
function leaveBracket(header: Header): void {
  const at = skipBlanks(header.line, header.at);
  const hash = header.line.charCodeAt(at) === 35;
  const digits = hash ? countDigits(header.line, at + 1, 12) : 0;
  const close = hash ? at + 1 + digits : at;
  if (header.line.charCodeAt(close) !== code.closeSquare) return;
  if (digits > 0) header.set("process.pid", header.line.slice(at + 1, close));
  header.at = close + 1;
  header.inBracket = false;
}

/** `[ERROR] 2019-…`, `INFO  [2019-…`, `E, [2019-…`: a level, then the time. */
function takeLevelThenTime(header: Header, at: number): Timestamp | undefined {
  const { line } = header;
  const letter = line.charCodeAt(at + 1) === code.comma ? levelOfLetter(line.charAt(at)) : undefined;
  const token = letter === undefined ? levelTokenAt(line, at) : { level: letter, end: at + 1 };
  if (token === undefined) return undefined;
  let next = token.end;
  while (isBlank(line.charCodeAt(next)) || isSeparator(line.charCodeAt(next))) next++;
  const found = takeTimestamp(header, next) ?? takeThreadThenTime(header, next);
  if (found !== undefined) header.setLevel(token.level);
  return found;
}

/** Cassandra's `INFO  [main] 2019-…`, behind the level. */
function takeThreadThenTime(header: Header, at: number): Timestamp | undefined {
  const close = header.line.charCodeAt(at) === code.openSquare ? closingBracket(header.line, at) : -1;
  if (close === -1) return undefined;
  const found = takeTimestamp(header, skipBlanks(header.line, close + 1));
  if (found !== undefined) setThread(header, header.line.slice(at + 1, close));
  return found;
}

function isSeparator(character: number): boolean {
  return (
    character === code.colon ||
    character === code.comma ||
    character === code.bar ||
    character === code.minus ||
    character === semicolon
  );
}

/** `[I 190305 10:57:51 web:1971] message`: Tornado puts level, time and place in one bracket. */
function takeLetterInBracket(header: Header, at: number): Timestamp | undefined {
  if (header.line.charCodeAt(at) !== code.openSquare || header.line.charCodeAt(at + 2) !== code.space) return undefined;
  const level = levelOfLetter(header.line.charAt(at + 1));
  const found = level === undefined ? undefined : scanTimestamp(header.line, at + 3, header.context);
  if (level === undefined || found === undefined) return undefined;
  header.setLevel(level);
  header.at = found.end;
  header.inBracket = true;
  return found;
}

/** One word, or a word and a bar, that a file name, a container or a process manager put before the line. */
function takePrefixThenTime(header: Header, at: number): Timestamp | undefined {
  const { line } = header;
  const end = wordEnd(line, at);
  if (end === at || end - at > prefixLengthMax) return undefined;
  let next = skipBlanks(line, end);
  if (line.charCodeAt(next) === code.bar) next = skipBlanks(line, next + 1);
  const first = line.charCodeAt(next);
  if (!isDigit(first) && !isLetter(first) && first !== code.openSquare) return undefined;
  const found = takeTimestamp(header, next);
  if (found === undefined || (found.kind !== "full" && found.kind !== "yearless")) return undefined;
  header.set("prefix", line.slice(at, end));
  return found;
}

/** Finds the line's timestamp and moves the scan behind it. */
export function findStart(header: Header): Timestamp | undefined {
  const at = skipBlanks(header.line, header.at);
  return (
    takeTimestamp(header, at) ??
    takeLevelThenTime(header, at) ??
    takeLetterInBracket(header, at) ??
    takePrefixThenTime(header, at)
  );
}
