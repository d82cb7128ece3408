// Splits a message into words and marks those that are certainly variable: numbers, times, addresses, identifiers.

import { messageLengthMax, wordsMax } from "./limits.js";

/** A word of a message. */
export interface Word {
  /** The word; {@link variable} when it is certainly variable. */
  text: string;
  /** Place in the message; an empty place stands where something variable is missing, as in `()`. */
  start: number;
  end: number;
}

/** Stands for anything. */
export const variable = "<*>";

const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
const day = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}";
const clock = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?`;
const minutes = String.raw`(?<![\w.:])\d{1,2}:\d{2}(?![\w:])`;
const zone = String.raw`(?:\s+(?:[A-Z]{3,4}|[+-]\d{4})\b)?`;

// What is variable whatever the program: identifiers, addresses, dates and times as RFC 3339, RFC 5322 and ctime write
// them, and amounts with a unit.
const variables = new RegExp(
  [
    String.raw`\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b`,
    String.raw`\b[a-zA-Z][a-zA-Z0-9+.-]{0,60}:\/\/[^\s,;"'<>\])]*[^\s,;"'<>\]):.]`,
    String.raw`\b(?:${day},?\s+)?(?:${month}\s+\d{1,2}|\d{1,2}\s+${month})(?:,?\s+\d{4})?\s+${clock}${zone}(?:\s+\d{4})?`,
    String.raw`\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T _]\d{2}[:,]\d{2}[:,]\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?\b`,
    String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:\/\d+)?(?![\w.]{0,40}\d)`,
    String.raw`\b(?:[0-9a-fA-F]{2}:){5,}[0-9a-fA-F]{2}\b`,
    String.raw`\b${clock}\b`,
    minutes,
    String.raw`\b0[xX][0-9a-fA-F]+\b`,
    String.raw`(?<![\w.])[-+]?\d+(?:\.\d+)?\s?(?:[KMGTP]i?B|[Bb]ytes?|B|[munµ]?s|secs?|seconds?|minutes?|hours?|days?|%)(?!\w)`,
  ].join("|"),
  "g",
);

// A character of the private use area that takes the place of what is variable, so that places stay what they are.
const mark = "\uE000";
const pieces = /[=,;()[\]{}|"']|\.{3,}|:(?=\s|$|[^\s:/\\])|(?:[^\s=,;()[\]{}|"':.]|:(?![^:/\\])|\.(?!\.\.))+/g;
const closing: Readonly<Record<string, RegExp>> = { "(": /^\s*\)/, "[": /^\s*\]/, "=": /^(?:[\s,;)]|$)/ };
const name = /^[\w.@-]+$/;

/** Words of a message; delimiters are words of their own. */
export function wordsOf(message: string): Word[] {
  const text = message.slice(0, messageLengthMax);
  const masked = text.replace(variables, (found) => mark.repeat(found.length));
  const words: Word[] = [];
  for (const match of masked.matchAll(pieces)) {
    if (words.length >= wordsMax) break;
    const [piece] = match;
    const end = match.index + piece.length;
    words.push({ text: isVariable(piece) ? variable : piece, start: match.index, end });
    if (closing[piece]?.test(masked.slice(end, end + 8))) words.push({ text: variable, start: end, end });
  }
  return withUsers(words);
}

function isVariable(piece: string): boolean {
  return piece.includes(mark) || /\d/.test(piece);
}

/** The name after the word `user` is variable. */
function withUsers(words: Word[]): Word[] {
  for (const [index, { text }] of words.entries()) {
    const next = words[index + 1];
    if (next !== undefined && text.toLowerCase() === "user" && name.test(next.text)) next.text = variable;
  }
  return words;
}

/** Whether a word is punctuation only: it separates, but says nothing. */
export function isPunctuation(word: string): boolean {
  return !/[\p{L}\p{N}]/u.test(word);
}

/** Whether a word looks like a path, a host, a class or an address rather than a word of a language. */
export function isShaped(word: string): boolean {
  return /[./\\@]/.test(word) && /\p{L}/u.test(word);
}
