// How a template is shown, and how it is found again.

import { escapeRegex } from "../query/message.js";
import { selectorLengthMax } from "./limits.js";
import { variable, type Word } from "./words.js";

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

/**
 * A query that selects the messages of a template: a regular expression over the whole message. Places where some
 * message has punctuation are `loose`: white space beside them may be missing.
 */
export function templateQuery(
  message: string,
  words: readonly Word[],
  places: ReadonlySet<number>,
  loose: ReadonlySet<number>,
): string {
  let pattern = String.raw`^\s*`;
  for (const [index, word] of words.entries()) {
    if (places.has(index) && places.has(index - 1)) continue;
    const gap = loose.has(index) || loose.has(index - 1) ? String.raw`\s*` : String.raw`\s+`;
    const piece = (index === 0 ? "" : gap) + (places.has(index) ? ".*" : escapeRegex(word.text));
    if (pattern.length + piece.length > selectorLengthMax) return `/${pattern}/`;
    pattern += piece;
  }
  const whole = message.slice(words.at(-1)?.end ?? 0).trim() === "";
  return whole ? String.raw`/${pattern}\s*$/` : `/${pattern}/`;
}
