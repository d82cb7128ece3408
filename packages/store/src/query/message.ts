// Conditions on the text of the message that its indexes can answer (docs/reference/search-language.md, "Words").

import { allOf, type Sql, sql, text, textArray } from "./sql.js";
import { asciiLower, hasForeignCase, isTokenCharacter, separatorClass, tokensOf } from "./tokens.js";

/**
 * The message has all the words. Words of letters are looked up in the text index over lower(message), which leaves
 * out those with digits; these are looked up in the bloom filter over lower(message), which the engine uses for
 * hasTokenCaseInsensitive. The index stands on lower(message) because the engine evaluates a condition that it cannot
 * read from the index (as in ORDER BY … LIMIT) without the index's own preprocessor.
 */
export function hasWords(message: Sql, words: readonly string[]): Sql[] {
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

/** The message has the text, in any case, with whole words at its ends. */
export function containsPhrase(message: Sql, phrase: string): Sql {
  const words = tokensOf(phrase);
  const conditions = hasWords(message, words);
  const [only] = words;
  if (words.length === 1 && asciiLower(phrase) === only) return allOf(conditions);
  if (phrase === "") return sql`1`;
  conditions.push(containsText(message, phrase));
  const bounds = phraseBounds(phrase);
  if (bounds !== undefined) conditions.push(sql`match(${message}, ${text(bounds)})`);
  return allOf(conditions);
}

/** The message has the characters anywhere, in any case. */
export function containsText(message: Sql, piece: string): Sql {
  const search = hasForeignCase(piece) ? sql`positionCaseInsensitiveUTF8` : sql`positionCaseInsensitive`;
  return sql`${search}(${message}, ${text(piece)}) > 0`;
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
