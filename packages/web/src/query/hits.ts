import { highlight } from "@cordwood/store/query";
import { splitStages } from "./stages.js";

/** Words marked at most, so that a query of a thousand words does not slow the list down. */
const wordsMax = 40;

interface Word {
  text: string;
  /** Ends in `*`: any word that begins so. */
  begins: boolean;
}

function words(search: string): Word[] {
  const tokens = highlight(search);
  const read = (index: number): string => {
    const token = tokens[index];
    return token === undefined ? "" : search.slice(token.offset, token.offset + token.length);
  };
  return tokens.flatMap((token, index) => {
    const wanted = token.class === "word" || token.class === "phrase";
    if (!wanted || negations.has(read(index - 1))) return [];
    const text = read(index).replace(/^"|"$/g, "");
    return text.trim() === "" ? [] : [{ text, begins: read(index + 1) === "*" }];
  });
}

const negations = new Set(["-", "!", "NOT", ":"]);

/**
 * What to mark in the found records: the search's words and phrases, in any case, as whole words. Negated words are
 * left out, because they do not occur. Null when there is nothing to mark.
 */
export function hitPattern(search: string): RegExp | null {
  const wanted = words(splitStages(search).search).slice(0, wordsMax);
  if (wanted.length === 0) return null;
  const patterns = wanted.map(({ text, begins }) => {
    const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
    return begins ? escaped : `${escaped}(?![\\p{L}\\p{N}_])`;
  });
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${patterns.join("|")})`, "giu");
}
