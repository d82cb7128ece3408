// Words and phrases of the message, as the store finds them (store/query, message.ts).
import { asciiLower, hasForeignCase, isTokenCharacter, tokensOf } from "@cordwood/store/query/ast";

/** A condition on the text of the message. */
export type TextTest = (text: string) => boolean;

/** Whether a code unit belongs to a word: the engine's words are runs of ASCII letters and digits and all beyond ASCII. */
function isWordUnit(unit: number): boolean {
  if (unit >= 0x80) return true;
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
}

function hasWholeWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    const startsHere = at === 0 || !isWordUnit(text.charCodeAt(at - 1));
    if (startsHere && (end === text.length || !isWordUnit(text.charCodeAt(end)))) return true;
  }
  return false;
}

function wordTest(word: string): TextTest {
  if (!hasForeignCase(word)) return (text) => hasWholeWord(asciiLower(text), word);
  const lower = word.toLowerCase();
  return (text) => hasWholeWord(text.toLowerCase(), lower);
}

/** The text has the characters anywhere, in any case. */
export function textTest(piece: string): TextTest {
  if (hasForeignCase(piece)) {
    const lower = piece.toLowerCase();
    return (text) => text.toLowerCase().includes(lower);
  }
  const lower = asciiLower(piece);
  return (text) => asciiLower(text).includes(lower);
}

/** A character that separates words; every one of them is ASCII. */
const separator = String.raw`[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]`;

function phraseCheck(phrase: string): TextTest {
  const characters = Array.from(phrase);
  const first = isTokenCharacter(characters[0]);
  const last = isTokenCharacter(characters.at(-1));
  if (!first && !last) return textTest(phrase);
  // A literal between two classes takes linear time, so this one need not be RE2's (twice the records in a second).
  const literal = phrase.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const expression = new RegExp(
    `${first ? `(?:^|${separator})` : ""}${literal}${last ? `(?:$|${separator})` : ""}`,
    "isu",
  );
  return (text) => expression.test(text);
}

/** The text has the phrase, in any case, with whole words at its ends. */
export function phraseTest(phrase: string): TextTest {
  const words = [...new Set(tokensOf(phrase))];
  if (phrase === "") return () => true;
  const tests = words.map((word) => wordTest(word));
  if (words.length !== 1 || asciiLower(phrase) !== words[0]) tests.push(phraseCheck(phrase));
  return (text) => tests.every((holds) => holds(text));
}
