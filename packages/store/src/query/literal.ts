// Reads the values of a search: bare, in quotes, with wildcards.

import type { Scalar } from "./filter.js";
import { escapeBound, escapeValue, quoteText } from "./quote.js";
import type { Scanner, TokenClass } from "./scanner.js";

/** A bare text split at its `*`: `a*b` is ["a", "b"], `a` is ["a"]. */
export type Glob = readonly string[];

const wordPiece = /(?:[^\s()|"`\\*]|\\[^])+|\\$/y;
const boundPiece = /(?:[^\s()|"`\\*\]}]|\\[^])+|\\$/y;

/** Takes a bare text up to white space or one of `( ) | " \``; undefined when there is none. */
export function bareGlob(scanner: Scanner, as: TokenClass): Glob | undefined {
  return glob(scanner, as, wordPiece);
}

/** Takes a bare text that also ends at `]` and `}`. */
function bareBound(scanner: Scanner, as: TokenClass): Glob | undefined {
  return glob(scanner, as, boundPiece);
}

function glob(scanner: Scanner, as: TokenClass, piece: RegExp): Glob | undefined {
  const start = scanner.offset;
  const pieces = [""];
  for (;;) {
    const literal = scanner.match(piece, as);
    if (literal !== undefined) pieces.push((pieces.pop() ?? "") + unescape(literal));
    else if (scanner.accept("*", "operator")) pieces.push("");
    else break;
  }
  return scanner.offset === start ? undefined : pieces;
}

/** A backslash before a letter or digit is itself (`C:\Users`), before anything else it takes away its meaning. */
function unescape(value: string): string {
  return value.replace(/\\([^A-Za-z0-9])/g, "$1");
}

/** Takes one value: in quotes or bare. Wildcards are part of its text. */
export function scalar(scanner: Scanner, bound: boolean): Scalar {
  scanner.skipSpace();
  const start = scanner.offset;
  if (scanner.peek() === '"' || scanner.peek() === "'") {
    return { text: scanner.quoted("value"), quoted: true, span: scanner.spanFrom(start) };
  }
  const pieces = bound ? bareBound(scanner, "value") : bareGlob(scanner, "value");
  if (pieces === undefined) return scanner.fail({ message: "expected a value", expected: ["a value"] });
  return { text: pieces.join("*"), quoted: false, span: scanner.spanFrom(start) };
}

/** Writes a value as {@link scalar} reads it. */
export function printScalar(value: Scalar): string {
  return value.quoted || value.text === "" ? quoteText(value.text) : escapeValue(value.text);
}

/** Writes an end of a range. */
export function printBound(value: Scalar): string {
  return value.quoted || value.text === "" ? quoteText(value.text) : escapeBound(value.text);
}
