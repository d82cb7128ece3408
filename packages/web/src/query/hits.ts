import { highlight } from "@cordwood/store/query";
import { splitStages } from "./stages.js";

/** Words marked at most, so that a query of a thousand words does not slow the list down. */
const wordsMax = 40;

/**
 * What to mark in the found records: the search's words and phrases, in any case, as whole words. Negated words are
 * left out, because they do not occur. Null when there is nothing to mark.
 */
export function hitPattern(search: string): RegExp | null {
  const { search: text } = splitStages(search);
  const tokens = highlight(text);
  const words = tokens
    .filter((token, index) => {
      const before = tokens[index - 1];
      const sign = before === undefined ? "" : text.slice(before.offset, before.offset + before.length);
      return (token.class === "word" || token.class === "phrase") && !["-", "!", "NOT", ":"].includes(sign);
    })
    .map((token) => text.slice(token.offset, token.offset + token.length).replace(/^"|"$/g, ""))
    .filter((word) => word.trim() !== "" && !word.startsWith("-"))
    .slice(0, wordsMax);
  if (words.length === 0) return null;
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join("|")})`, "giu");
}
