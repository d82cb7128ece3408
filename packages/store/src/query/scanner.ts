// Walks over the text of a query. Remembers what each piece was, for highlighting, and what could have stood at each
// place, for completion and for errors: so both always agree with the parser.

import { depthMax, expressionsMax, fieldNameLengthMax, filtersMax } from "./limits.js";
import { QueryError, type QueryErrorCode, type Span } from "./query-error.js";

/** What a piece of a query is; also the name of its CSS class on the page. */
export type TokenClass =
  | "word"
  | "phrase"
  | "field"
  | "value"
  | "number"
  | "regex"
  | "operator"
  | "stage"
  | "keyword"
  | "function"
  | "punctuation"
  | "error";

/** A classified piece of the text. */
export interface Token extends Span {
  class: TokenClass;
}

/** What could stand at a place. */
export interface Wanted {
  offset: number;
  kind: "field" | "value" | "stage" | "function" | "aggregate" | "keyword" | "column";
  /** Field whose value is wanted. */
  field?: string;
  /** Keywords that are possible. */
  keywords?: readonly string[];
}

interface Failure {
  code?: QueryErrorCode;
  message: string;
  position?: Span;
  expected?: readonly string[];
  suggestion?: string | undefined;
}

const space = /\s+/y;
const bareName = /[\p{L}_@$][\p{L}\p{N}_@$]*(?:[.][\p{L}\p{N}_@$]+)*/uy;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "0": "\0" };

/** Reads a query from left to right. */
export class Scanner {
  readonly text: string;
  readonly tokens: Token[] = [];
  readonly wanted: Wanted[] = [];
  offset = 0;
  private depth = 0;
  private filters = 0;
  private expressions = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Passes over white space. */
  skipSpace(): void {
    space.lastIndex = this.offset;
    if (space.test(this.text)) this.offset = space.lastIndex;
  }

  get atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  /** The character at the place, or one some way after it; empty beyond the end. */
  peek(ahead = 0): string {
    return this.text[this.offset + ahead] ?? "";
  }

  startsWith(piece: string): boolean {
    return this.text.startsWith(piece, this.offset);
  }

  /** Takes `piece` if it stands here. */
  accept(piece: string, as: TokenClass): boolean {
    if (piece === "" || !this.startsWith(piece)) return false;
    this.add(as, this.offset, piece.length);
    this.offset += piece.length;
    return true;
  }

  /** Takes `piece`, after white space, or fails. */
  require(piece: string, as: TokenClass): void {
    this.skipSpace();
    if (!this.accept(piece, as)) this.fail({ message: `expected ${piece}`, expected: [piece] });
  }

  /** Takes a keyword in any case if it stands here as a whole word. */
  acceptKeyword(keyword: string, as: TokenClass = "keyword"): boolean {
    const end = this.offset + keyword.length;
    if (this.text.slice(this.offset, end).toLowerCase() !== keyword) return false;
    if (/[\p{L}\p{N}_.]/u.test(this.text[end] ?? "")) return false;
    this.add(as, this.offset, keyword.length);
    this.offset = end;
    return true;
  }

  /** What the sticky expression matches here, without taking it. */
  look(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text) ?? undefined;
  }

  /** Takes what the sticky expression matches here. */
  match(pattern: RegExp, as: TokenClass): string | undefined {
    const found = this.look(pattern)?.[0];
    if (found === undefined || found === "") return undefined;
    this.add(as, this.offset, found.length);
    this.offset += found.length;
    return found;
  }

  /** Takes a name: bare, or in backquotes when it holds other characters. */
  name(what: string, as: TokenClass = "field"): string {
    this.skipSpace();
    const start = this.offset;
    const name = this.peek() === "`" ? this.quoted(as) : this.match(bareName, as);
    if (name === undefined || name === "") {
      return this.fail({ message: `expected ${what}`, expected: [what] });
    }
    if (name.length > fieldNameLengthMax) {
      const message = `a field name cannot be longer than ${fieldNameLengthMax} characters`;
      return this.fail({ code: "CW_STORE_QUERY_LIMIT", message, position: this.spanFrom(start) });
    }
    return name;
  }

  /** Takes a text in quotes of any kind; a backslash escapes the quote, itself, and makes \n \r \t \0. */
  quoted(as: TokenClass): string {
    const start = this.offset;
    const quote = this.peek();
    let content = "";
    for (let index = start + 1; index < this.text.length; index++) {
      const character = this.text[index] ?? "";
      if (character === quote) {
        this.offset = index + 1;
        this.add(as, start, this.offset - start);
        return content;
      }
      if (character === "\\" && index + 1 < this.text.length) {
        const escaped = this.text[++index] ?? "";
        content += escapes[escaped] ?? (escaped === quote || escaped === "\\" ? escaped : `\\${escaped}`);
      } else content += character;
    }
    const position = { offset: start, length: this.text.length - start };
    this.offset = this.text.length;
    return this.fail({ message: `the ${quote} that opens here is not closed`, position, expected: [quote] });
  }

  /** Notes what could stand here. */
  want(wanted: Omit<Wanted, "offset">): void {
    this.wanted.push({ offset: this.offset, ...wanted });
  }

  add(as: TokenClass, offset: number, length: number): void {
    this.tokens.push({ class: as, offset, length });
  }

  /** Changes the class of what has been taken from `offset` on. */
  reclassify(offset: number, as: TokenClass): void {
    for (const token of this.tokens) if (token.offset >= offset) token.class = as;
  }

  /** From `offset` to here. */
  spanFrom(offset: number): Span {
    return { offset, length: this.offset - offset };
  }

  /** Runs `inner` one level deeper, with a bound. */
  nest<T>(inner: () => T): T {
    if (++this.depth > depthMax) {
      this.fail({ code: "CW_STORE_QUERY_LIMIT", message: `a query cannot be nested deeper than ${depthMax} levels` });
    }
    const result = inner();
    this.depth--;
    return result;
  }

  countFilter(): void {
    if (++this.filters > filtersMax) {
      this.fail({ code: "CW_STORE_QUERY_LIMIT", message: `a query cannot hold more than ${filtersMax} filters` });
    }
  }

  countExpression(): void {
    if (++this.expressions > expressionsMax) {
      const message = `a query cannot hold more than ${expressionsMax} expressions`;
      this.fail({ code: "CW_STORE_QUERY_LIMIT", message });
    }
  }

  /** What stands here, for a message: up to the next white space. */
  found(): Span {
    const rest = /\S{0,40}/y;
    rest.lastIndex = this.offset;
    return { offset: this.offset, length: rest.exec(this.text)?.[0].length ?? 0 };
  }

  /** Throws a {@link QueryError} at the place, or at `position`. */
  fail(failure: Failure): never {
    const position = failure.position ?? this.found();
    const here = this.text.slice(position.offset, position.offset + position.length);
    const where = here === "" ? "at the end of the query" : `at ${JSON.stringify(here.slice(0, 40))}`;
    throw new QueryError({
      code: failure.code ?? "CW_STORE_QUERY_SYNTAX",
      message: `${failure.message}, ${where} (character ${position.offset + 1})`,
      position,
      expected: failure.expected ?? [],
      suggestion: failure.suggestion,
    });
  }
}
