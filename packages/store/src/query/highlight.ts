import { parseWith } from "./parser.js";
import { QueryError } from "./query-error.js";
import { Scanner, type Token } from "./scanner.js";

/**
 * The pieces of a query with their classes, in the order of the text; white space is left out. What the parser could not
 * read any more is one piece of class `error`. Never throws.
 */
export function highlight(text: string): Token[] {
  const scanner = new Scanner(text);
  try {
    parseWith(scanner);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return withError(scanner.tokens, text, error);
  }
  return ordered(scanner.tokens);
}

/** What was read before the mistake, then the rest. */
function withError(tokens: readonly Token[], text: string, error: QueryError): Token[] {
  const start = Math.min(error.position.offset, text.length);
  const before = ordered(tokens).filter((token) => token.offset + token.length <= start);
  const length = text.slice(start).trimEnd().length;
  return length === 0 ? before : [...before, { class: "error", offset: start, length }];
}

function ordered(tokens: readonly Token[]): Token[] {
  return tokens.toSorted((a, b) => a.offset - b.offset);
}
