// A line's header while it is being scanned: where the scan is, and what it has found.
import { code } from "../../timestamps/characters.js";
import type { ParseContext, ParsedLine } from "../parsed-line.js";
import type { Level } from "../level.js";

/** A bracket in a header is looked through this far for its end. */
const bracketLengthMax = 256;

/** The scan of one line's header. */
export class Header {
  readonly line: string;
  readonly context: ParseContext;
  readonly record: ParsedLine = { message: "" };
  at: number;
  /** The timestamp stands in a bracket that has not ended yet. */
  inBracket = false;

  constructor(line: string, context: ParseContext, at: number) {
    this.line = line;
    this.context = context;
    this.at = at;
  }

  /** The character at the scan, or NaN at the end. */
  get character(): number {
    return this.line.charCodeAt(this.at);
  }

  set(name: string, value: string): void {
    this.record.attributes ??= {};
    this.record.attributes[name] = value;
  }

  setLevel(level: Level): void {
    this.record.level = level.level;
    this.record.severity = level.severity;
  }

  /** A number in a header is the process, a second one the thread. */
  setNumber(value: string): void {
    this.set(this.record.attributes?.["process.pid"] === undefined ? "process.pid" : "thread.id", value);
  }

  /** What is left of the line becomes the message. */
  finish(): ParsedLine {
    this.record.message = this.line.slice(this.at).trim();
    return this.record;
  }
}

/** Index of the `]` that closes the bracket at `at`, minding brackets inside; -1 when it is far away or missing. */
export function closingBracket(line: string, at: number): number {
  const end = Math.min(line.length, at + bracketLengthMax);
  let depth = 0;
  for (let index = at; index < end; index++) {
    const character = line.charCodeAt(index);
    if (character === code.openSquare) depth++;
    else if (character === code.closeSquare && --depth === 0) return index;
  }
  return -1;
}
