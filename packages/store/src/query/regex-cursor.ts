// The place in a regular expression, with what is read the same way inside and outside of character classes.

import { regexRepeatMax } from "./limits.js";
import { QueryError, type QueryErrorCode } from "./query-error.js";

/** How often something is repeated; no `most` means without end. */
export interface RepeatCount {
  least: number;
  most: number | undefined;
}

const simple: Readonly<Record<string, RepeatCount>> = {
  "*": { least: 0, most: undefined },
  "+": { least: 1, most: undefined },
  "?": { least: 0, most: 1 },
};

const quantifierAhead = /[*+?]|\{\d+(?:,\d*)?\}/y;
const characterEscapes: Readonly<Record<string, string>> = { a: "\x07", f: "\f", t: "\t", n: "\n", r: "\r", v: "\v" };

/** Reads an expression from left to right, by code points. */
export class RegexCursor {
  readonly pattern: string;
  readonly offset: number;
  index = 0;

  constructor(pattern: string, offset: number) {
    this.pattern = pattern;
    this.offset = offset;
  }

  get atEnd(): boolean {
    return this.index >= this.pattern.length;
  }

  peek(): string {
    return String.fromCodePoint(this.pattern.codePointAt(this.index) ?? 0);
  }

  rest(): string {
    return this.pattern.slice(this.index);
  }

  /** Takes one character. */
  take(): string {
    const character = this.peek();
    this.index += character.length;
    return character;
  }

  accept(piece: string): boolean {
    if (!this.pattern.startsWith(piece, this.index)) return false;
    this.index += piece.length;
    return true;
  }

  /** Takes what the sticky expression matches here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.index;
    const found = expression.exec(this.pattern);
    if (found === null) return undefined;
    this.index += found[0].length;
    return found;
  }

  /** Takes the text up to `end`, and `end`; up to the end of the expression where there is none. */
  until(end: string): string {
    const start = this.index;
    const found = this.pattern.indexOf(end, start);
    this.index = found === -1 ? this.pattern.length : found + end.length;
    return this.pattern.slice(start, found === -1 ? undefined : found);
  }

  quantifierFollows(): boolean {
    quantifierAhead.lastIndex = this.index;
    return quantifierAhead.test(this.pattern);
  }

  /** Takes a quantifier, with the `?` that makes it lazy. */
  quantifier(): RepeatCount | undefined {
    const start = this.index;
    const found = this.match(/([*+?])|\{(\d+)(,(\d*))?\}/y);
    if (found === undefined) return undefined;
    const [, sign, least = "0", open, most] = found;
    this.accept("?");
    if (sign !== undefined) return simple[sign];
    const count = { least: Number(least), most: maximum(least, open, most) };
    if (Math.max(count.least, count.most ?? 0) > regexRepeatMax) {
      this.fail(`counts above ${regexRepeatMax}`, start, "CW_STORE_QUERY_LIMIT");
    }
    if (count.most !== undefined && count.most < count.least)
      this.fail("a count whose end lies before its start", start);
    return count;
  }

  /** Takes `\pL`, `\p{Greek}`, `\P…` after a backslash at `start`. */
  unicodeClass(start: number): boolean {
    if (this.peek() !== "p" && this.peek() !== "P") return false;
    const name = this.match(/[pP](?:\{\^?([A-Za-z_]{1,40})\}|([A-Z]))/y);
    if (name === undefined || !isUnicodeClass(name[1] ?? name[2] ?? ""))
      this.fail("an unknown class of characters", start);
    return true;
  }

  /** Takes an escaped character after a backslash at `start`. */
  escapedCharacter(start: number): string {
    const code = this.match(/x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|(0[0-7]{0,2}|[1-7][0-7]{1,2})/y);
    if (code !== undefined) {
      const point = code[3] === undefined ? Number.parseInt(code[1] ?? code[2] ?? "", 16) : Number.parseInt(code[3], 8);
      if (point > 0x10ffff) this.fail("a character beyond Unicode", start);
      return String.fromCodePoint(point);
    }
    const letter = this.take();
    const control = Object.hasOwn(characterEscapes, letter) ? characterEscapes[letter] : undefined;
    if (control !== undefined) return control;
    if (/[A-Za-z0-9\u0080-\u{10ffff}]/u.test(letter)) {
      const why = /[1-9]/.test(letter) ? "RE2 has no back references" : `an unknown escape \\${letter}`;
      this.fail(why, start);
    }
    return letter;
  }

  /** Throws a {@link QueryError} for the place in the query. */
  fail(why: string, index: number, code: QueryErrorCode = "CW_STORE_QUERY_REGEX"): never {
    throw new QueryError({
      code,
      message: `the regular expression cannot be used: ${why}, at ${JSON.stringify(this.pattern.slice(index, index + 20))}`,
      position: { offset: this.offset + index, length: Math.max(this.pattern.length - index, 1) },
    });
  }
}

function maximum(least: string, open: string | undefined, most: string | undefined): number | undefined {
  if (open === undefined) return Number(least);
  return most === undefined || most === "" ? undefined : Number(most);
}

/** General categories and scripts of Unicode; `Any` is RE2's own. */
function isUnicodeClass(name: string): boolean {
  if (name === "Any") return true;
  const property = /^[A-Z][a-z]?$/.test(name) ? name : `Script=${name}`;
  try {
    // Only names of the form above reach this.
    return new RegExp(`\\p{${property}}`, "u").source !== "";
  } catch {
    return false;
  }
}
