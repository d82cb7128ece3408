// Lines taken apart by a regular expression with named groups. The engine is RE2's: it takes linear time for any line
// and any pattern, and has neither look-around nor back-references.
import { RE2JS } from "re2js";
import { CollectorError, reasonOf } from "../errors.js";
import { patternLengthMax } from "../limits.js";
import { normaliseObject, setAttribute } from "./normalise.js";
import type { LineParser, ParseContext, ParsedLine } from "./parsed-line.js";

/** A compiled pattern. */
class PatternParser implements LineParser {
  readonly name: string;
  readonly #expression: RE2JS;
  readonly #groups: readonly (readonly [field: string, group: number])[];

  constructor(name: string, expression: RE2JS, fields: ReadonlyMap<string, string>) {
    this.name = name;
    this.#expression = expression;
    const groups = Object.entries(expression.namedGroups());
    this.#groups = groups.map(([group, index]) => [fields.get(group) ?? group, index] as const);
  }

  parse(line: string, context: ParseContext): ParsedLine | undefined {
    const matcher = this.#expression.matcher(line);
    if (!matcher.find()) return undefined;
    const object: Record<string, string> = {};
    for (const [field, group] of this.#groups) {
      const value = matcher.group(group);
      if (value !== null && value !== "") setAttribute(object, field, value);
    }
    return normaliseObject(object, context, line);
  }
}

/**
 * Makes a parser of a compiled pattern; `fields` gives the field of a group where its name cannot (grok).
 * @throws CollectorError `CW_COLLECTOR_PATTERN`
 */
export function compilePattern(name: string, pattern: string, fields: ReadonlyMap<string, string>): LineParser {
  if (pattern.length > patternLengthMax) {
    const reason = `it has ${pattern.length} characters, at most ${patternLengthMax} are allowed`;
    throw new CollectorError("CW_COLLECTOR_PATTERN", { pattern: `${pattern.slice(0, 60)}…`, reason });
  }
  try {
    return new PatternParser(name, RE2JS.compile(pattern), fields);
  } catch (error) {
    throw new CollectorError("CW_COLLECTOR_PATTERN", { pattern, reason: reasonOf(error) }, { cause: error });
  }
}

/**
 * Makes a parser of a regular expression in RE2's syntax; its named groups (`(?<name>…)`) are the record's fields,
 * under the same names as in JSON (`time`, `level`, `message` …). Without a group for the message, that is the line.
 * @throws CollectorError `CW_COLLECTOR_PATTERN` when RE2 does not accept the pattern.
 */
export function createRegexpParser(options: { pattern: string }): LineParser {
  return compilePattern("regexp", options.pattern, new Map());
}
