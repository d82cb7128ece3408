import { capture } from "../captures.js";
import { takeRegex } from "../filters/regex.js";
import type { Span } from "../query-error.js";
import { groupNames } from "../regex.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Stage, StageDefinition } from "../stage.js";
import { rejectFixed } from "./fixed-fields.js";
import { parseFrom, printFrom } from "./parse.js";

/** `extract /took (?P<ms>\d+)/ from f`: what the named groups match becomes fields. */
export class ExtractStage implements Stage {
  readonly kind = "extract";
  readonly live = true;
  readonly makesTable = false;
  readonly span: Span;
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly from: string;

  constructor(pattern: string, ignoreCase: boolean, from = "message", span: Span = { offset: 0, length: 0 }) {
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
    this.from = from;
    this.span = span;
  }

  print(): string {
    return `extract /${this.pattern}/${this.ignoreCase ? "i" : ""}${printFrom(this.from)}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const names = groupNames(this.pattern);
    for (const name of names) if (name !== undefined) rejectFixed(relation, name, this.span);
    const pattern = this.ignoreCase ? `(?i)${this.pattern}` : this.pattern;
    return capture(relation, context, this.from, { pattern, names }, this.span);
  }

  fields(): readonly string[] {
    return [this.from];
  }
}

/** How `extract` is written. */
export const extractStage: StageDefinition = {
  name: "extract",
  syntax: "extract /… (?P<name>…) …/ [from f]",
  summary: "takes fields out of a text by the named groups of a regular expression",
  parse: (scanner, start) => {
    scanner.skipSpace();
    const begin = scanner.offset;
    const expected = [String.raw`/took (?P<ms>\d+)/`];
    const regex = takeRegex(scanner);
    if (regex === undefined) return scanner.fail({ message: "expected a regular expression", expected });
    if (groupNames(regex.pattern).every((name) => name === undefined)) {
      const position = scanner.spanFrom(begin);
      scanner.fail({ message: "the expression needs a named group", position, expected });
    }
    const from = parseFrom(scanner);
    return new ExtractStage(regex.pattern, regex.ignoreCase, from, scanner.spanFrom(start));
  },
};
