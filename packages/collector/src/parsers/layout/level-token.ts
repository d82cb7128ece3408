// Finds the level at a place in a header: INFO, [warn], <error>, (D), I, or D/ of logcat.
import { code, isBlank, isLetter, skipBlanks } from "../../timestamps/characters.js";
import { type Level, levelNameLengthMax, levelOfLetter, levelOfText, levelOfWord } from "../level.js";

/** A level found in a header. */
export interface LevelToken {
  level: Level;
  /** Index behind the level and its brackets. */
  end: number;
  /** How sure the writing is: a bracket or capitals say level, a lower-case word may be prose. */
  form: "bracket" | "capitals" | "word" | "letter";
}

/** Names that are levels even as a bare word in lower case at the start of what follows the time. */
const bareWords = new Set(["trace", "debug", "info", "warn", "warning", "error", "fatal", "critical", "notice"]);

function closeOf(open: number): number {
  if (open === code.openSquare) return code.closeSquare;
  if (open === code.openRound) return code.closeRound;
  return open === code.less ? code.greater : -1;
}

function wordLength(line: string, at: number): number {
  let length = 0;
  while (length <= levelNameLengthMax && isLetter(line.charCodeAt(at + length))) length++;
  while (length > 0 && length <= levelNameLengthMax && isDigitOne(line, at + length)) length++;
  return length;
}

/** Postgres writes DEBUG1 to DEBUG5. */
function isDigitOne(line: string, at: number): boolean {
  const character = line.charCodeAt(at);
  return character >= 49 && character <= 53 && (line.charCodeAt(at - 1) | 32) === 103;
}

function bracketedLevel(line: string, at: number, close: number): LevelToken | undefined {
  const start = skipBlanks(line, at + 1);
  const length = wordLength(line, start);
  if (length === 0 || length > levelNameLengthMax) return undefined;
  const end = skipBlanks(line, start + length);
  if (line.charCodeAt(end) !== close) return undefined;
  const word = line.slice(start, start + length);
  const level = levelOfWord(word) ?? (length === 1 ? levelOfLetter(word) : knownLevel(word));
  return level === undefined ? undefined : { level, end: end + 1, form: "bracket" };
}

/** The level of a word in any mixture of cases, if the table has it. */
function knownLevel(word: string): Level | undefined {
  const lower = word.toLowerCase();
  return levelOfWord(lower) === undefined ? undefined : levelOfText(lower);
}

const semicolon = 59;

function isDelimiter(character: number): boolean {
  return (
    Number.isNaN(character) ||
    isBlank(character) ||
    character === code.colon ||
    character === code.comma ||
    character === code.bar ||
    character === semicolon ||
    character === code.slash ||
    character === code.closeSquare ||
    character === code.openSquare
  );
}

function wordForm(word: string): "capitals" | "word" {
  return word.charCodeAt(1) < 97 ? "capitals" : "word";
}

/** The level at `at`, or `undefined`. Single letters only where a blank or a slash follows. */
export function levelTokenAt(line: string, at: number): LevelToken | undefined {
  const close = closeOf(line.charCodeAt(at));
  if (close !== -1) return bracketedLevel(line, at, close);
  const length = wordLength(line, at);
  if (length === 0 || length > levelNameLengthMax) return undefined;
  const end = at + length;
  const next = line.charCodeAt(end);
  if (length === 1) {
    const level = isBlank(next) || next === code.slash ? levelOfLetter(line.charAt(at)) : undefined;
    return level === undefined ? undefined : { level, end, form: "letter" };
  }
  if (!isDelimiter(next)) return undefined;
  const word = line.slice(at, end);
  const level = levelOfWord(word);
  return level === undefined ? undefined : { level, end, form: wordForm(word) };
}

/** Whether a level written as a word and followed by a blank is one of those that prose rarely starts with. */
export function isBareLevel(line: string, at: number, token: LevelToken): boolean {
  return bareWords.has(line.slice(at, token.end).toLowerCase());
}
