/**
 * Reads the `args` and `kwargs` of a `fileConfig` file. Python evaluates them; here only literals are read
 * (numbers, strings, True, False, None, tuples, lists, dicts) and dotted names that the caller resolves from
 * a fixed list. Nothing is ever run.
 */
import { LITERAL_DEPTH_MAX, LITERAL_LENGTH_MAX } from "../../limits.js";

/** Resolves a dotted name such as `sys.stdout`; throws when the name is not on the list. */
export type NameResolver = (name: string) => unknown;

/** Says what is wrong with a literal, and where in it. */
export class LiteralError extends Error {
  /** 1-based position in the text. */
  readonly column: number;

  constructor(reason: string, column: number) {
    super(`${reason} at column ${column}`);
    this.name = "LiteralError";
    this.column = column;
  }
}

/**
 * Reads one Python literal; a tuple becomes an array and a dict an object.
 * @throws LiteralError for anything else.
 */
export function parseLiteral(text: string, resolveName: NameResolver): unknown {
  if (text.length > LITERAL_LENGTH_MAX) throw new LiteralError(`longer than ${LITERAL_LENGTH_MAX} characters`, 1);
  const parser = new LiteralParser(text, resolveName);
  return parser.whole();
}

const escapes: Record<string, string> = {
  n: "\n",
  a: "\u0007",
  b: "\b",
  f: "\f",
  v: "\v",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "0": "\0",
  "\n": "",
};
const constants: Record<string, unknown> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};

const EMPTIES: ReadonlySet<string> = new Set(["tuple", "list", "dict"]);

class LiteralParser {
  readonly #text: string;
  readonly #resolveName: NameResolver;
  #at = 0;

  constructor(text: string, resolveName: NameResolver) {
    this.#text = text;
    this.#resolveName = resolveName;
  }

  whole(): unknown {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) {
      // "1, 2" without parentheses is a tuple in Python.
      if (this.#peek() !== ",") throw this.#unexpected();
      return this.#rest(value);
    }
    return value;
  }

  #rest(first: unknown): unknown[] {
    const values = [first];
    while (this.#accept(",")) {
      this.#space();
      if (this.#at >= this.#text.length) return values;
      values.push(this.#value(0));
    }
    if (this.#at < this.#text.length) throw this.#unexpected();
    return values;
  }

  #value(depth: number): unknown {
    if (depth > LITERAL_DEPTH_MAX) throw new LiteralError("nested too deeply", this.#at + 1);
    this.#space();
    const next = this.#peek();
    if (next === "(") return this.#tuple(depth);
    if (next === "[") return this.#items("[", "]", depth).values;
    if (next === "{") return this.#dict(depth);
    if (/^(?:[rRuU]?['"])/.test(this.#text.slice(this.#at, this.#at + 2))) return this.#strings();
    if (/[-+\d.]/.test(next)) return this.#number();
    if (/[A-Za-z_]/.test(next)) return this.#name();
    throw this.#unexpected();
  }

  #tuple(depth: number): unknown {
    const { values, comma } = this.#items("(", ")", depth);
    return values.length === 1 && !comma ? values[0] : values;
  }

  #items(open: string, close: string, depth: number): { values: unknown[]; comma: boolean } {
    this.#expect(open);
    const values: unknown[] = [];
    let comma = false;
    while (!this.#accept(close)) {
      if (values.length > 0 && !comma) throw this.#unexpected();
      values.push(this.#value(depth + 1));
      comma = this.#accept(",");
    }
    return { values, comma };
  }

  #dict(depth: number): Record<string, unknown> {
    this.#expect("{");
    const entries: [string, unknown][] = [];
    let comma = true;
    while (!this.#accept("}")) {
      if (!comma) throw this.#unexpected();
      const key = this.#value(depth + 1);
      if (typeof key !== "string") throw new LiteralError("a key that is not a string", this.#at);
      this.#expect(":");
      entries.push([key, this.#value(depth + 1)]);
      comma = this.#accept(",");
    }
    return Object.fromEntries(entries);
  }

  /** Adjacent strings are joined, as in Python. */
  #strings(): string {
    let text = "";
    do {
      text += this.#string();
      this.#space();
    } while (/^[rRuU]?['"]/.test(this.#text.slice(this.#at, this.#at + 2)));
    return text;
  }

  #string(): string {
    const raw = /[rR]/.test(this.#peek());
    if (/[rRuU]/.test(this.#peek())) this.#at += 1;
    const quote = this.#peek();
    const start = this.#at;
    this.#at += 1;
    let text = "";
    for (;;) {
      const next = this.#peek();
      if (next === "" || next === "\n") throw new LiteralError("a string that does not end", start + 1);
      this.#at += 1;
      if (next === quote) return text;
      text += next === "\\" && !raw ? this.#escape() : next;
    }
  }

  #escape(): string {
    const letter = this.#peek();
    this.#at += 1;
    const digits = letter === "x" ? 2 : letter === "u" ? 4 : 0;
    if (digits === 0) return escapes[letter] ?? `\\${letter}`;
    const hex = this.#text.slice(this.#at, this.#at + digits);
    if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) throw new LiteralError("a broken escape", this.#at);
    this.#at += digits;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(): number {
    const match = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|\d[\d_]*\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)/.exec(
      this.#text.slice(this.#at),
    );
    if (match === null) throw this.#unexpected();
    this.#at += match[0].length;
    return this.#product(Number(match[0].replaceAll("_", "").replace(/^\+/, "")));
  }

  /** `10*1024*1024` is common in `args`. */
  #product(first: number): number {
    this.#space();
    if (this.#peek() !== "*") return first;
    this.#at += 1;
    this.#space();
    return first * this.#number();
  }

  #name(): unknown {
    const match = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/.exec(this.#text.slice(this.#at));
    const name = match?.[0] ?? "";
    const column = this.#at + 1;
    this.#at += name.length;
    if (Object.hasOwn(constants, name)) return constants[name];
    this.#space();
    if (this.#peek() === "(") return this.#emptyOf(name, column);
    try {
      return this.#resolveName(name);
    } catch (error) {
      throw new LiteralError(error instanceof Error ? error.message : String(error), column);
    }
  }

  /** `tuple()`, `list()` and `dict()` are as good as literals; any other call is refused. */
  #emptyOf(name: string, column: number): unknown {
    const { values } = EMPTIES.has(name) && /^\(\s*\)/.test(this.#text.slice(this.#at)) ? this.#items("(", ")", 0) : {};
    if (values === undefined) throw new LiteralError(`a call of ${name}`, column);
    return name === "dict" ? {} : values;
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }

  #space(): void {
    while (/\s/.test(this.#peek())) this.#at += 1;
  }

  #accept(token: string): boolean {
    this.#space();
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw this.#unexpected();
  }

  #unexpected(): LiteralError {
    const found = this.#peek() === "" ? "the end" : JSON.stringify(this.#peek());
    return new LiteralError(`unexpected ${found}`, this.#at + 1);
  }
}
