import { capture, type Captures } from "../captures.js";
import { stageItemsMax } from "../limits.js";
import { escapeRegex } from "../message.js";
import type { Span } from "../query-error.js";
import { quoteName, quoteText } from "../quote.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";
import { rejectFixed } from "./fixed-fields.js";

/**
 * `parse "… <name> …" from f`: what stands between the literal parts becomes fields. `<_>` and `<>` skip. The first
 * part may stand anywhere in the text; a name at the end takes the rest.
 */
export class ParseStage implements Stage {
  readonly kind = "parse";
  readonly live = true;
  readonly makesTable = false;
  readonly span: Span;
  readonly template: string;
  readonly from: string;

  constructor(template: string, from = "message", span: Span = { offset: 0, length: 0 }) {
    this.template = template;
    this.from = from;
    this.span = span;
  }

  print(): string {
    return `parse ${quoteText(this.template)}${printFrom(this.from)}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const captures = templateCaptures(this.template);
    for (const name of captures.names) if (name !== undefined) rejectFixed(relation, name, this.span);
    return capture(relation, context, this.from, captures, this.span);
  }

  fields(): readonly string[] {
    return [this.from];
  }
}

const placeholder = /<([^<>]*)>/;

function templateCaptures(template: string): Captures {
  const pieces = template.split(placeholder);
  const names: (string | undefined)[] = [];
  let pattern = "(?s)";
  for (const [index, piece] of pieces.entries()) {
    const last = index === pieces.length - 2 && pieces.at(-1) === "";
    if (index % 2 === 0) pattern += escapeRegex(piece);
    else {
      const name = piece.trim();
      names.push(name === "" || name === "_" ? undefined : name);
      pattern += last ? "(.*)" : "(.*?)";
    }
  }
  return { pattern, names };
}

/** ` from f`; nothing for the message. */
export function printFrom(from: string): string {
  return from === "message" ? "" : ` from ${quoteName(from)}`;
}

/** Takes `from f` if it stands here. */
export function parseFrom(scanner: Scanner): string {
  const end = scanner.offset;
  scanner.skipSpace();
  scanner.want({ kind: "keyword", keywords: ["from"] });
  if (scanner.acceptKeyword("from")) {
    scanner.skipSpace();
    scanner.want({ kind: "column" });
    return scanner.name("a field");
  }
  scanner.offset = end;
  return "message";
}

function checkTemplate(scanner: Scanner, template: string, position: Span): void {
  const { names } = templateCaptures(template);
  const used = names.filter((name) => name !== undefined);
  const expected = ['"took <duration> ms"'];
  if (used.length === 0) scanner.fail({ message: "the pattern needs a name between < and >", position, expected });
  if (names.length > stageItemsMax) {
    scanner.fail({ code: "CW_STORE_QUERY_LIMIT", message: `at most ${stageItemsMax} names`, position });
  }
  if (new Set(used).size < used.length) scanner.fail({ message: "a name stands twice in the pattern", position });
  if (/>(?=<)/.test(template)) {
    scanner.fail({ message: "two names need some text between them", position, expected });
  }
}

/** How `parse` is written. */
export const parseStage: StageDefinition = {
  name: "parse",
  syntax: 'parse "… <name> …" [from f]',
  summary: "takes fields out of a text by a pattern",
  parse: (scanner, start) => {
    scanner.skipSpace();
    const begin = scanner.offset;
    if (scanner.peek() !== '"' && scanner.peek() !== "'") {
      scanner.fail({ message: "expected a pattern in quotes", expected: ['"took <duration> ms"'] });
    }
    const template = scanner.quoted("value");
    checkTemplate(scanner, template, scanner.spanFrom(begin));
    const from = parseFrom(scanner);
    return new ParseStage(template, from, scanner.spanFrom(start));
  },
};
