import type { Filter, FilterContext } from "../filter.js";
import { containsPhrase } from "../message.js";
import type { Span } from "../query-error.js";
import { quoteText } from "../quote.js";
import type { Scanner } from "../scanner.js";
import type { Sql } from "../sql.js";

/**
 * `"a phrase"`: the message has exactly these characters, in any case, beginning and ending with whole words.
 */
export class PhraseFilter implements Filter {
  readonly kind = "phrase";
  readonly span: Span;
  readonly text: string;

  constructor(text: string, span: Span = { offset: 0, length: 0 }) {
    this.text = text;
    this.span = span;
  }

  print(): string {
    return quoteText(this.text);
  }

  compile(context: FilterContext): Sql {
    return containsPhrase(context.resolve("message").sql, this.text);
  }

  fields(): readonly string[] {
    return ["message"];
  }
}

/** Takes a text in quotes. */
export function parsePhrase(scanner: Scanner): Filter | undefined {
  if (scanner.peek() !== '"' && scanner.peek() !== "'") return undefined;
  const start = scanner.offset;
  const text = scanner.quoted("phrase");
  return new PhraseFilter(text, scanner.spanFrom(start));
}
