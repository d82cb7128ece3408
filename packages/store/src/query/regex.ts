// Reads RE2 expressions: to refuse, with the place, what the engine would refuse; to bound their size; and to find the
// words that every match contains, which the text index can look up first. Syntax: github.com/google/re2/wiki/Syntax.

import { regexDepthMax, regexLengthMax, regexRepeatMax, regexStatesMax } from "./limits.js";
import type { QueryErrorCode } from "./query-error.js";
import { readClass } from "./regex-class.js";
import { RegexCursor } from "./regex-cursor.js";
import { isTokenCharacter } from "./tokens.js";

/**
 * What a match has from left to right: a character of its own, `unknown` for anything else, a space for any character
 * that separates words and for both ends of the text.
 */
type Shape = readonly string[];
const unknown = "";
const separator = " ";
/** Stands for separators that may be missing: they end a word only where a separator stands beside them. */
const perhaps = "perhaps";

/** A part of an expression. */
interface Part {
  shape: Shape;
  states: number;
  /** Highest product of nested counts. */
  repeats: number;
  /** Whether a quantifier may follow. */
  repeatable: boolean;
}

/** What is known of an expression. */
interface Regex {
  shape: Shape;
  groups: (string | undefined)[];
}

/** Throws {@link QueryError} when RE2 would not accept the expression, or it is too large; `offset` is its place in the query. */
export function checkRegex(pattern: string, offset: number): void {
  new RegexReader(pattern, offset).read();
}

/** Names of the groups that capture, in their order; undefined for those without a name. */
export function groupNames(pattern: string): (string | undefined)[] {
  return new RegexReader(pattern, 0).read().groups;
}

/** Whole words, in lower case, that every match of the expression contains; the more the better, but none is too many. */
export function requiredWords(pattern: string): string[] {
  const shape = settle(new RegexReader(pattern, 0).read().shape);
  const words: string[] = [];
  let word: string | undefined;
  for (const character of shape) {
    if (character === unknown) word = undefined;
    else if (isTokenCharacter(character)) word = word === undefined ? undefined : word + character;
    else {
      if (word !== undefined && word !== "") words.push(word);
      word = "";
    }
  }
  return words.map((each) => each.toLowerCase());
}

function standsBetweenWords(character: string | undefined): boolean {
  return character?.length === 1 && !isTokenCharacter(character);
}

function settle(shape: Shape): string[] {
  return shape.flatMap((character, index) => {
    if (character !== perhaps) return [character];
    return standsBetweenWords(shape[index - 1]) || standsBetweenWords(shape[index + 1]) ? [] : [unknown];
  });
}

const perlClasses: Readonly<Record<string, string>> = {
  d: unknown,
  D: unknown,
  w: unknown,
  W: unknown,
  S: unknown,
  s: separator,
};
const anchors: Readonly<Record<string, Shape>> = { A: [separator], z: [separator], b: [], B: [] };

class RegexReader {
  private readonly cursor: RegexCursor;
  private readonly groups: (string | undefined)[] = [];

  constructor(pattern: string, offset: number) {
    this.cursor = new RegexCursor(pattern, offset);
  }

  read(): Regex {
    const { cursor } = this;
    if (cursor.pattern.length > regexLengthMax) {
      this.fail(`longer than ${regexLengthMax} characters`, 0, "CW_STORE_QUERY_LIMIT");
    }
    const part = this.alternatives(0);
    if (!cursor.atEnd) this.fail("a ) without (", cursor.index);
    if (part.states > regexStatesMax) this.fail("too large; use smaller counts", 0, "CW_STORE_QUERY_LIMIT");
    return { shape: part.shape, groups: this.groups };
  }

  private fail(why: string, index: number, code: QueryErrorCode = "CW_STORE_QUERY_REGEX"): never {
    return this.cursor.fail(why, index, code);
  }

  private alternatives(depth: number): Part {
    if (depth > regexDepthMax)
      this.fail(`groups deeper than ${regexDepthMax}`, this.cursor.index, "CW_STORE_QUERY_LIMIT");
    const branches = [this.sequence(depth)];
    while (this.cursor.accept("|")) branches.push(this.sequence(depth));
    const [only] = branches;
    const shape = branches.length === 1 && only !== undefined ? only.shape : [unknown];
    const states = branches.reduce((sum, branch) => sum + branch.states + 1, 0);
    return { shape, states, repeats: Math.max(...branches.map(({ repeats }) => repeats)), repeatable: true };
  }

  private sequence(depth: number): Part {
    const shape: string[] = [];
    let [states, repeats] = [0, 1];
    while (!this.cursor.atEnd && this.cursor.peek() !== "|" && this.cursor.peek() !== ")") {
      const part = this.quantified(depth);
      shape.push(...part.shape);
      states += part.states;
      repeats = Math.max(repeats, part.repeats);
    }
    return { shape, states, repeats, repeatable: true };
  }

  private quantified(depth: number): Part {
    const start = this.cursor.index;
    const atom = this.atom(depth);
    const count = this.cursor.quantifier();
    if (count === undefined) return atom;
    if (!atom.repeatable) this.fail("nothing to repeat", start);
    if (this.cursor.quantifierFollows()) this.fail("two quantifiers one after the other", this.cursor.index);
    const times = Math.max(count.most ?? count.least, 1);
    const repeats = atom.repeats * times;
    if (repeats > regexRepeatMax) this.fail(`counts above ${regexRepeatMax}`, start, "CW_STORE_QUERY_LIMIT");
    return { shape: repeatShape(atom.shape, count.least), states: atom.states * times + 1, repeats, repeatable: true };
  }

  private atom(depth: number): Part {
    const { cursor } = this;
    const start = cursor.index;
    if (cursor.quantifierFollows()) this.fail("nothing to repeat", start);
    const character = cursor.take();
    if (character === "(") return this.group(depth);
    if (character === "[") {
      const { separates, states } = readClass(cursor, start);
      return single(separates ? separator : unknown, states);
    }
    if (character === ".") return single(unknown, 10);
    if (character === "^" || character === "$") return single(separator);
    if (character === "\\") return this.escape(start);
    return single(character);
  }

  private group(depth: number): Part {
    const { cursor } = this;
    const start = cursor.index - 1;
    const flags = cursor.match(/\?[imsU]*(?:-[imsU]+)?([:)])/y);
    if (flags?.[1] === ")") return { shape: [], states: 0, repeats: 1, repeatable: false };
    if (flags === undefined && cursor.peek() === "?") this.groupName(start);
    else if (flags === undefined) this.groups.push(undefined);
    const inner = this.alternatives(depth + 1);
    if (!cursor.accept(")")) this.fail("a ( that is not closed", start);
    return { ...inner, states: inner.states + 2, repeatable: true };
  }

  private groupName(start: number): void {
    const name = this.cursor.match(/\?P?<(\w{1,64})>/y)?.[1];
    if (name === undefined) {
      const why = /^\?<?[=!]/.test(this.cursor.rest()) ? "RE2 cannot look ahead or behind" : "an unknown kind of group";
      return this.fail(why, start);
    }
    if (this.groups.includes(name)) this.fail(`two groups with the name ${name}`, start);
    this.groups.push(name);
  }

  private escape(start: number): Part {
    const { cursor } = this;
    if (cursor.atEnd) this.fail("a backslash at the end", start);
    if (cursor.accept("Q")) return quoted(cursor.until(String.raw`\E`));
    const letter = cursor.peek();
    const anchor = Object.hasOwn(anchors, letter) ? anchors[letter] : undefined;
    if (anchor !== undefined) {
      cursor.take();
      return { shape: anchor, states: 1, repeats: 1, repeatable: true };
    }
    if (Object.hasOwn(perlClasses, letter)) {
      cursor.take();
      return single(perlClasses[letter] ?? unknown, 4);
    }
    if (cursor.unicodeClass(start)) return single(unknown, 200);
    return single(cursor.escapedCharacter(start));
  }
}

function single(character: string, states = 1): Part {
  return { shape: [character], states, repeats: 1, repeatable: true };
}

function quoted(literal: string): Part {
  return { shape: Array.from(literal), states: literal.length, repeats: 1, repeatable: literal !== "" };
}

function repeatShape(shape: Shape, least: number): Shape {
  if (least === 0) return shape.length === 1 && shape[0] === separator ? [perhaps] : [unknown];
  return shape.length === 1 && shape[0] === separator ? shape : [unknown, ...shape, unknown];
}
