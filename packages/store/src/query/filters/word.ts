import type { Filter, FilterContext } from "../filter.js";
import { bareGlob } from "../literal.js";
import { containsPhrase } from "../message.js";
import type { Span } from "../query-error.js";
import { escapeWord } from "../quote.js";
import type { Scanner } from "../scanner.js";
import type { Sql } from "../sql.js";
import { globFilter } from "./wildcard.js";

/**
 * `word`: the message has it as a whole word, in any case. With punctuation inside (`user-id`, `10.0.0.1`) it is a
 * phrase of the words around the punctuation.
 */
export class WordFilter implements Filter {
  readonly kind = "word";
  readonly span: Span;
  readonly text: string;

  constructor(text: string, span: Span = { offset: 0, length: 0 }) {
    this.text = text;
    this.span = span;
  }

  print(): string {
    return escapeWord(this.text);
  }

  compile(context: FilterContext): Sql {
    return containsPhrase(context.resolve("message").sql, this.text);
  }

  fields(): readonly string[] {
    return ["message"];
  }
}

/** Takes a bare word, or a bare text with wildcards. */
export function parseWord(scanner: Scanner): Filter | undefined {
  const start = scanner.offset;
  const operator = scanner.look(/(?:AND|OR)(?=[\s()]|$)/y);
  if (operator !== undefined) {
    scanner.fail({ message: `${operator[0]} needs a filter on both sides`, expected: ["a word", "field:value"] });
  }
  const pieces = bareGlob(scanner, "word");
  const [first] = pieces ?? [];
  if (pieces === undefined || first === undefined) return undefined;
  const span = scanner.spanFrom(start);
  return pieces.length === 1 ? new WordFilter(first, span) : globFilter("message", pieces, span);
}
