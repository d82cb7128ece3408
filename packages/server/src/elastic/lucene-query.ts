// The language of query_string, after Lucene's classic query parser, written in the search language.

import { quoteText } from "@cordwood/store/query";
import { allOf, anyOf, nothing } from "./clauses/combine.js";
import { equals } from "./clauses/values.js";
import { parsingError } from "./elastic-error.js";
import { termLevelClauses } from "./clauses/term-level.js";

/** How a query is read. */
export interface LuceneOptions {
  /** Fields of words that name none. */
  fields: readonly string[];
  /** Words side by side mean AND; else OR. */
  and: boolean;
  /** `+`, `|` and `-` stand between words, and nothing is a mistake. */
  simple: boolean;
}

/** One clause among others. */
interface Part {
  occurs: "must" | "should" | "must_not";
  text: string;
}

interface Token {
  kind: "(" | ")" | "and" | "or" | "not" | "+" | "-" | "field" | "phrase" | "regex" | "range" | "term" | "suffix";
  text: string;
}

const depthMax = 20;

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["and", /AND(?=[\s(]|$)|&&/y],
  ["or", /OR(?=[\s(]|$)|\|\|/y],
  ["not", /NOT(?=[\s(]|$)|!/y],
  ["(", /\(/y],
  [")", /\)/y],
  ["+", /\+/y],
  ["-", /-/y],
  ["field", /(?:[^\s+\-!(){}[\]^"~*?:\\/]|\\[^])(?:[^\s!(){}[\]^"~*?:\\/]|\\[^])*:/y],
  ["phrase", /"(?:[^"\\]|\\[^])*"/y],
  ["regex", /\/(?:[^/\\]|\\[^])+\//y],
  ["range", /[[{]\s*[^\]}]+?\s+TO\s+[^\]}]+?\s*[\]}]|[<>]=?(?:"[^"]*"|[^\s()]+)/y],
  ["suffix", /[~^][\d.]*/y],
  ["term", /(?:[^\s+\-!(){}[\]^"~:\\/]|\\[^])(?:[^\s!(){}[\]^"~:\\]|\\[^]|:(?=\/\/))*/y],
];

/** @throws ElasticError when the query cannot be parsed, or asks for what is not supported */
export function toClause(query: string, options: LuceneOptions): string {
  const written = options.simple ? simplified(query) : query;
  if (["", "*", "*:*"].includes(written.trim())) return written.trim() === "" ? nothing : "*";
  return new LuceneParser(tokensOf(written, options.simple), query, options).whole();
}

/** In the simple language `|` and `+` stand between words and `-` before one; phrases stay as they are. */
function simplified(query: string): string {
  return query.replaceAll(/"[^"]*"|\|+|\s\+\s*|[!:/[\]{}^~]/g, (found) => {
    if (found.startsWith('"')) return found;
    if (found.startsWith("|")) return " OR ";
    return found.trim() === "+" ? " AND " : `\\${found}`;
  });
}

function tokensOf(query: string, simple: boolean): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length;) {
    const space = /\s*/y;
    space.lastIndex = at;
    at += space.exec(query)?.[0].length ?? 0;
    if (at >= query.length) break;
    const token = tokenAt(query, at);
    if (token === undefined && !simple) throw parsingError(`Failed to parse query [${query}]`);
    if (token !== undefined) tokens.push(token);
    at += Math.max(1, token?.text.length ?? 1);
  }
  return tokens;
}

function tokenAt(query: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(query);
    if (found !== null) return { kind, text: found[0] };
  }
  return undefined;
}

const unescape = (text: string): string => text.replaceAll(/\\([^])/g, "$1");

class LuceneParser {
  readonly #tokens: readonly Token[];
  readonly #query: string;
  readonly #options: LuceneOptions;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], query: string, options: LuceneOptions) {
    this.#tokens = tokens;
    this.#query = query;
    this.#options = options;
  }

  whole(): string {
    const text = this.#clauses(this.#options.fields);
    if (this.#at < this.#tokens.length && !this.#options.simple) this.#fail();
    return text;
  }

  #fail(): never {
    throw parsingError(`Failed to parse query [${this.#query}]`);
  }

  #take(kind: Token["kind"]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token.text;
  }

  /** Clauses up to a closing parenthesis. AND makes the clauses on both its sides required, as in Lucene. */
  #clauses(fields: readonly string[]): string {
    const parts: Part[] = [];
    while (this.#at < this.#tokens.length && this.#tokens[this.#at]?.kind !== ")") {
      const and = this.#take("and") !== undefined;
      const or = !and && this.#take("or") !== undefined;
      const before = parts.at(-1);
      if (and && before?.occurs === "should") before.occurs = "must";
      if (or && this.#options.and && before?.occurs === "must") before.occurs = "should";
      const part = this.#part(fields, and || (this.#options.and && !or));
      if (part !== undefined) parts.push(part);
    }
    return combined(parts);
  }

  #part(fields: readonly string[], required: boolean): Part | undefined {
    let occurs: Part["occurs"] = required ? "must" : "should";
    for (;;) {
      if (this.#take("+") !== undefined) occurs = "must";
      else if (this.#take("-") !== undefined || this.#take("not") !== undefined) occurs = "must_not";
      else break;
    }
    const text = this.#clause(fields);
    return text === undefined ? undefined : { occurs, text };
  }

  #clause(fields: readonly string[]): string | undefined {
    const named = this.#take("field");
    const own = named === undefined ? fields : [unescape(named.slice(0, -1))];
    const text = this.#group(own) ?? this.#value(own);
    const suffix = this.#take("suffix");
    if (suffix?.startsWith("~") === true)
      throw parsingError(`[query_string] fuzziness and slop are not supported here: [${this.#query}]`);
    if (text === undefined && !this.#options.simple) this.#fail();
    if (text === undefined) this.#at += 1;
    return text;
  }

  #group(fields: readonly string[]): string | undefined {
    if (this.#take("(") === undefined) return undefined;
    this.#depth += 1;
    if (this.#depth > depthMax) throw parsingError(`the query is nested deeper than ${depthMax}`);
    const text = this.#clauses(fields);
    if (this.#take(")") === undefined && !this.#options.simple) this.#fail();
    this.#depth -= 1;
    return text;
  }

  #value(fields: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    const write = values[token.kind];
    if (write === undefined) return undefined;
    this.#at += 1;
    return anyOf(fields.map((field) => write(field, token.text)));
  }
}

function combined(parts: readonly Part[]): string {
  const of = (occurs: Part["occurs"]): string[] =>
    parts.filter((part) => part.occurs === occurs).map(({ text }) => text);
  const [must, should] = [of("must"), of("should")];
  const excluded = of("must_not").map((text) =>
    text === "*" ? nothing : `NOT ${text.startsWith("(") ? text : `(${text})`}`,
  );
  const wanted = must.length === 0 && should.length > 0 ? [anyOf(should)] : must;
  return allOf([...wanted, ...excluded]);
}

const clause = (name: string, body: unknown): string => termLevelClauses[name]?.(body, () => "*") ?? nothing;

const values: Partial<Record<Token["kind"], (field: string, text: string) => string>> = {
  phrase: (field, text) => equals(field, unescape(text.slice(1, -1)), "query_string"),
  regex: (field, text) => clause("regexp", { [field]: text.slice(1, -1).replaceAll(String.raw`\/`, "/") }),
  range: rangeOf,
  term: termOf,
};

function termOf(field: string, text: string): string {
  if (field === "_exists_") return clause("exists", { field: unescape(text) });
  if (text === "*") return field === "message" || field === "*" ? "*" : clause("exists", { field });
  if (/(?<!\\)[*?]/.test(text))
    return clause("wildcard", { [field]: { value: text, case_insensitive: field === "message" } });
  const value = unescape(text);
  // As a field of numbers would be mapped: 200 also finds 200.0.
  if (/^-?\d{1,15}(?:\.\d+)?$/.test(value) && field !== "message") return equals(field, Number(value), "query_string");
  if (field !== "message") return equals(field, value, "query_string");
  return quoteText(value);
}

const bounds: readonly (readonly [string, string])[] = [
  [">=", "gte"],
  ["<=", "lte"],
  [">", "gt"],
  ["<", "lt"],
];

const plain = (bound: string): string => unescape(bound.replace(/^"(.*)"$/, "$1"));

function rangeOf(field: string, text: string): string {
  const open = bounds.find(([sign]) => text.startsWith(sign));
  if (open !== undefined) return clause("range", { [field]: { [open[1]]: plain(text.slice(open[0].length)) } });
  const [from = "*", to = "*"] = text
    .slice(1, -1)
    .trim()
    .split(/\s+TO\s+/);
  const ends = {
    ...(from !== "*" && { [text.startsWith("[") ? "gte" : "gt"]: plain(from) }),
    ...(to !== "*" && { [text.endsWith("]") ? "lte" : "lt"]: plain(to) }),
  };
  return clause("range", { [field]: ends });
}
