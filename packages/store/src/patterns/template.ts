// How a template is shown, and how it is found again.

import { escapeRegex } from "../query/message.js";
import { selectorLengthMax } from "./limits.js";
import { isPunctuation, variable, type Word } from "./words.js";

/** The message with its variable places as `<*>`; neighbouring ones are one. */
export function templateText(message: string, words: readonly Word[], places: ReadonlySet<number>): string {
  let [result, end] = ["", 0];
  for (const [index, word] of words.entries()) {
    result += message.slice(end, word.start);
    result += places.has(index) ? variable : message.slice(word.start, word.end);
    end = word.end;
  }
  const rest = words.length === 0 || end < message.trimEnd().length ? message.slice(end) : "";
  return (result + rest).replace(/<\*>(?:\s*<\*>)+/g, variable).trim();
}

/** A query that selects the messages of a template: a regular expression over the whole message. */
export function templateQuery(message: string, words: readonly Word[], places: ReadonlySet<number>): string {
  let pattern = String.raw`^\s*`;
  let before: Word | undefined;
  for (const [index, word] of words.entries()) {
    if (places.has(index) && places.has(index - 1)) {
      before = word;
      continue;
    }
    const piece = gap(before, word) + (places.has(index) ? ".*" : literal(word.text));
    if (pattern.length + piece.length > selectorLengthMax) return `/${pattern}/`;
    pattern += piece;
    before = word;
  }
  const whole = before !== undefined && message.slice(before.end).trim() === "";
  return whole ? String.raw`/${pattern}\s*$/` : `/${pattern}/`;
}

function literal(text: string): string {
  return text === variable ? ".*" : escapeRegex(text);
}

/** White space between two words; around punctuation it may be missing. */
function gap(before: Word | undefined, word: Word): string {
  if (before === undefined) return "";
  const loose = isPunctuation(before.text) || isPunctuation(word.text);
  return loose ? String.raw`\s*` : String.raw`\s+`;
}
