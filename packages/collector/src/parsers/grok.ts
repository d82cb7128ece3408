// Grok: patterns by name, as Logstash writes them: `%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} %{GREEDYDATA:message}`.
import { CollectorError } from "../errors.js";
import { grokDepthMax, patternLengthMax } from "../limits.js";
import { grokPatterns } from "./grok-patterns.js";
import type { LineParser } from "./parsed-line.js";
import { compilePattern } from "./regexp.js";

/** How {@link createGrokParser} reads lines. */
export interface GrokOptions {
  pattern: string;
  /** More patterns by name; they go before the built-in ones. @default {} */
  patterns?: Readonly<Record<string, string>>;
}

const reference = /%\{(\w+)(?::([\w.@[\]-]+))?(?::\w+)?\}/g;

/** Expands references into one regular expression, and remembers the field of each group. */
class GrokExpansion {
  readonly fields = new Map<string, string>();
  readonly #patterns: ReadonlyMap<string, string>;
  readonly #whole: string;

  constructor(options: GrokOptions) {
    this.#whole = options.pattern;
    this.#patterns = new Map([...Object.entries(grokPatterns), ...Object.entries(options.patterns ?? {})]);
  }

  expand(pattern: string, depth: number): string {
    const expanded = pattern.replaceAll(reference, (_whole, name: string, field: string | undefined) => {
      const inner = this.#lookUp(name, depth);
      if (field === undefined) return `(?:${inner})`;
      const group = `f${this.fields.size}`;
      this.fields.set(group, fieldName(field));
      return `(?P<${group}>${inner})`;
    });
    if (expanded.length > patternLengthMax) throw this.#error(`it expands to more than ${patternLengthMax} characters`);
    return expanded;
  }

  #lookUp(name: string, depth: number): string {
    const pattern = this.#patterns.get(name);
    if (pattern === undefined) throw this.#error(`pattern ${name} is not known`);
    if (depth >= grokDepthMax) throw this.#error(`patterns name each other more than ${grokDepthMax} deep at ${name}`);
    return this.expand(pattern, depth + 1);
  }

  #error(reason: string): CollectorError {
    return new CollectorError("CW_COLLECTOR_PATTERN", { pattern: this.#whole.slice(0, 200), reason });
  }
}

/** Logstash's `[http][method]` is `http.method` here. */
function fieldName(field: string): string {
  return field.startsWith("[") ? field.slice(1, -1).replaceAll("][", ".") : field;
}

/**
 * Makes a parser of a grok pattern; the named fields are the record's. Types (`:int`) are read and not needed.
 * @throws CollectorError `CW_COLLECTOR_PATTERN` when a pattern is not known or RE2 does not accept the expression.
 */
export function createGrokParser(options: GrokOptions): LineParser {
  const expansion = new GrokExpansion(options);
  return compilePattern("grok", expansion.expand(options.pattern, 0), expansion.fields);
}
