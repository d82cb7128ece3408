// Conditions on the text of the message that its indexes can answer (docs/reference/search-language.md, "Words").

import { allOf, type Sql, sql, text, textArray } from "./sql.js";
import { asciiLower, hasForeignCase, isTokenCharacter, separatorClass, tokensOf } from "./tokens.js";

/**
 * The message has all the words. Words of letters are looked up in the text index over lower(message), which leaves
 * out those with digits; these are looked up in the bloom filter over lower(message), which the engine uses for
 * hasTokenCaseInsensitive. The index stands on lower(message) because the engine evaluates a condition that it cannot
 * read from the index (as in ORDER BY … LIMIT) without the index's own preprocessor.
 */
function hasWords(message: Sql, words: readonly string[]): Sql[] {
  const unique = [...new Set(words)];
  const plain = unique.filter((word) => !/\d/.test(word) && !hasForeignCase(word));
  const conditions: Sql[] = [];
  if (plain.length > 0) conditions.push(sql`hasAllTokens(lower(${message}), ${textArray(plain)})`);
  for (const word of unique) {
    if (hasForeignCase(word)) {
      conditions.push(sql`hasToken(lowerUTF8(${message}), ${text(word.toLowerCase())})`);
    } else if (/\d/.test(word)) conditions.push(sql`hasTokenCaseInsensitive(${message}, ${text(word)})`);
  }
  return conditions;
}

/**
 * What {@link hasWords} asks of a text that is checked afterwards anyway: of the words with digits only the longest,
 * because each such look is as dear as the check itself (measured: an address 14 ms instead of 34 ms per million).
 */
export function mayHaveWords(message: Sql, words: readonly string[]): Sql[] {
  const numbered = words.filter((word) => /\d/.test(word));
  const longest = numbered.toSorted((a, b) => b.length - a.length).slice(0, 1);
  return hasWords(message, [...words.filter((word) => !/\d/.test(word)), ...longest]);
}

/** The message has the text, in any case, with whole words at its ends. */
export function containsPhrase(message: Sql, phrase: string): Sql {
  const words = tokensOf(phrase);
  const [only] = words;
  if (words.length === 1 && asciiLower(phrase) === only) return allOf(hasWords(message, words));
  if (phrase === "") return sql`1`;
  const bounds = phraseBounds(phrase);
  const check = bounds === undefined ? containsText(message, phrase) : sql`match(${message}, ${text(bounds)})`;
  return allOf([...mayHaveWords(message, words), check]);
}

/** The message has the characters anywhere, in any case. */
export function containsText(message: Sql, piece: string): Sql {
  if (hasForeignCase(piece)) return sql`positionCaseInsensitiveUTF8(${message}, ${text(piece)}) > 0`;
  return sql`position(lower(${message}), ${text(asciiLower(piece))}) > 0`;
}

/** The regular expression that also checks the ends; undefined where the ends are punctuation, which ends itself. */
function phraseBounds(phrase: string): string | undefined {
  const characters = Array.from(phrase);
  const first = isTokenCharacter(characters[0]);
  const last = isTokenCharacter(characters.at(-1));
  return first || last ? globRegex([phrase], first, last) : undefined;
}

/**
 * The regular expression for pieces with anything but separators of words between them, and with a separator, or an
 * end of the message, before and after where asked.
 */
export function globRegex(pieces: readonly string[], before: boolean, after: boolean): string {
  const inside = pieces.map((piece) => escapeRegex(piece)).join(String.raw`[^\x00-\x20]*`);
  return `(?is)${before ? `(?:^|${separatorClass})` : ""}${inside}${after ? `(?:$|${separatorClass})` : ""}`;
}

/** The text as a regular expression that matches only it. */
export function escapeRegex(value: string): string {
  return value
    .replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
    .replace(/[\u0000-\u001f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
