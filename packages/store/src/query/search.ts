// The search part of a query: what stands before the first stage. Each kind of filter is read by its own file; here is
// the order in which they are tried.

import { parseValue } from "./field-value.js";
import type { Filter } from "./filter.js";
import { AllFilter, parseAll } from "./filters/all.js";
import { parseOr } from "./filters/or.js";
import { parsePhrase } from "./filters/phrase.js";
import { parseMessageRegex } from "./filters/regex.js";
import { parseWord } from "./filters/word.js";
import type { Scanner } from "./scanner.js";

const bareField = /[\p{L}_@$][\p{L}\p{N}_@$.\-/]*(?=\s*:(?!\/\/))/uy;
const quotedField = /(?:`(?:[^`\\]|\\[^])+`|"(?:[^"\\]|\\[^])+")(?=:)/y;

/** Takes the filters up to the first stage; every record when there are none. */
export function parseSearch(scanner: Scanner): Filter {
  scanner.skipSpace();
  if (scanner.atEnd || scanner.peek() === "|") {
    wantFilter(scanner);
    return new AllFilter(scanner.spanFrom(scanner.offset));
  }
  return parseOr(scanner);
}

function wantFilter(scanner: Scanner): void {
  scanner.want({ kind: "field" });
  scanner.want({ kind: "keyword", keywords: ["NOT"] });
}

/** Takes one filter without operators, or a group in parentheses. */
export function parsePrimary(scanner: Scanner): Filter {
  scanner.skipSpace();
  wantFilter(scanner);
  scanner.countFilter();
  for (const parse of [parseGroup, parseAll, parseField, parseMessageRegex, parsePhrase, parseWord]) {
    const filter = parse(scanner);
    if (filter !== undefined) return filter;
  }
  const expected = ["a word", '"a phrase"', "field:value", "("];
  return scanner.fail({ message: "expected something to search for", expected });
}

function parseGroup(scanner: Scanner): Filter | undefined {
  if (!scanner.accept("(", "punctuation")) return undefined;
  const filter = scanner.nest(() => parseOr(scanner));
  scanner.require(")", "punctuation");
  return filter;
}

function parseField(scanner: Scanner): Filter | undefined {
  const start = scanner.offset;
  const quoted = scanner.look(quotedField) !== undefined;
  if (!quoted && scanner.look(bareField) === undefined) return undefined;
  const field = quoted ? scanner.quoted("field") : (scanner.match(bareField, "field") ?? "");
  scanner.require(":", "operator");
  return parseValue(scanner, field, start);
}
