import type { Filter, FilterContext } from "../filter.js";
import { semanticsOf } from "../fields/semantics.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { checkRegex } from "../regex.js";
import type { Scanner } from "../scanner.js";
import type { Sql } from "../sql.js";

/** `field:/regex/`: a part of the value matches the RE2 expression; `/regex/` alone is for the message, `i` ignores case. */
export class RegexFilter implements Filter {
  readonly kind = "regex";
  readonly span: Span;
  readonly field: string;
  readonly pattern: string;
  readonly ignoreCase: boolean;

  constructor(field: string, pattern: string, ignoreCase: boolean, span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
    this.span = span;
  }

  print(): string {
    const regex = `/${this.pattern}/${this.ignoreCase ? "i" : ""}`;
    return this.field === "message" ? regex : `${quoteName(this.field)}:${regex}`;
  }

  compile(context: FilterContext): Sql {
    const pattern = this.ignoreCase ? `(?i)${this.pattern}` : this.pattern;
    return semanticsOf(this.field).regex(pattern, context.resolve(this.field), this.span);
  }

  fields(): readonly string[] {
    return [this.field];
  }
}

// A slash inside a character class or after a backslash does not end the expression.
const regex = /\/((?:[^/\\[]|\\[^]|\[\^?\]?(?:[^\]\\]|\\[^]){0,1000}\]){1,1000})\/(i?)/y;
// What follows the closing slash tells a regular expression from a path: `/api/v1` is a value.
const searchEnd = /(?=[\s()|]|$)/y;

/** Takes an expression between slashes and checks that RE2 accepts it; `end` must match after it. */
export function takeRegex(
  scanner: Scanner,
  end: RegExp = /(?:)/y,
): { pattern: string; ignoreCase: boolean } | undefined {
  const found = scanner.look(regex);
  if (found === undefined) return undefined;
  const [whole, pattern = "", flags] = found;
  end.lastIndex = scanner.offset + whole.length;
  if (!end.test(scanner.text)) return undefined;
  checkRegex(pattern, scanner.offset + 1);
  scanner.accept(whole, "regex");
  return { pattern, ignoreCase: flags === "i" };
}

/** Takes `/regex/` after `field:`. */
export function parseFieldRegex(scanner: Scanner, field: string, start: number): Filter | undefined {
  const taken = takeRegex(scanner, searchEnd);
  if (taken === undefined) return undefined;
  return new RegexFilter(field, taken.pattern, taken.ignoreCase, scanner.spanFrom(start));
}

/** Takes `/regex/` for the message. */
export function parseMessageRegex(scanner: Scanner): Filter | undefined {
  return parseFieldRegex(scanner, "message", scanner.offset);
}
