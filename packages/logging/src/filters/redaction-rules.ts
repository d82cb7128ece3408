import { LoggingError } from "../errors.js";
import { isPlainObject } from "../fields.js";
import { DEPTH_MAX, ENTRIES_MAX, STRING_LENGTH_MAX } from "../limits.js";

/** What a redaction hides, ready for use. */
export interface RedactionRules {
  readonly replacement: string;
  /** Whether a path, as a list of steps, is one to hide. */
  hides(path: readonly string[]): boolean;
  /** A text without what the patterns find in it. */
  hideIn(text: string): string;
}

/**
 * Patterns by name. Each runs in linear time: no part of one can match in two ways.
 * Tokens: `Bearer …`, three base64url parts of a JSON Web Token (RFC 7519), and `password=…`-like pairs.
 */
const PATTERNS: Readonly<Record<string, readonly RegExp[]>> = {
  token: [
    /(?<=\b(?:bearer|basic)\s)[A-Za-z0-9+/=._~-]{8,}/gi,
    /\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*/g,
    /(?<=\b(?:password|passwd|secret|token|api[_-]?key)["']?[=:]\s?["']?)[^\s"'&,;]{3,}/gi,
  ],
  card: [/\b\d(?:[ -]?\d){12,18}\b/g],
  email: [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b/g],
};

/** @throws LoggingError `CW_LOGGING_OPTION_VALUE` for a pattern that has no such name */
export function rulesOf(
  paths: readonly string[],
  patterns: readonly (string | RegExp)[],
  replacement: string,
): RedactionRules {
  const wanted = paths.map(stepsOf);
  const expressions = patterns.flatMap((pattern) => expressionsOf(pattern));
  const replace = (found: string): string => (isDigits(found) && !hasCheckDigit(found) ? found : replacement);
  return {
    replacement,
    hides: (path) => wanted.some((steps) => matches(steps, path)),
    hideIn(text) {
      if (expressions.length === 0) return text;
      const bounded = text.length > STRING_LENGTH_MAX ? text.slice(0, STRING_LENGTH_MAX) : text;
      return expressions.reduce((current, expression) => current.replaceAll(expression, replace), bounded);
    },
  };
}

function expressionsOf(pattern: string | RegExp): readonly RegExp[] {
  if (pattern instanceof RegExp) return [pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`)];
  const found = Object.hasOwn(PATTERNS, pattern) ? PATTERNS[pattern] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(PATTERNS).join(", ");
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
    "patterns",
    JSON.stringify(pattern),
    `one of ${known}, or a RegExp`,
  ]);
}

function isDigits(text: string): boolean {
  return /^\d[\d -]*$/.test(text);
}

/** Luhn's check digit (ISO/IEC 7812-1), which every payment card number has. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replaceAll(/[ -]/g, ""), Number).toReversed();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

function stepsOf(path: string): readonly string[] {
  const steps = path
    .toLowerCase()
    .split(/[.[\]'"]+/)
    .filter((step) => step !== "");
  if (steps.length === 0)
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["paths", JSON.stringify(path), "a path such as user.password"]);
  return steps;
}

function matches(steps: readonly string[], path: readonly string[], at = 0, step = 0): boolean {
  if (step === steps.length) return at === path.length;
  if (steps[step] === "**") {
    return matches(steps, path, at, step + 1) || (at < path.length && matches(steps, path, at + 1, step));
  }
  return (
    at < path.length && (steps[step] === "*" || steps[step] === path[at]) && matches(steps, path, at + 1, step + 1)
  );
}

/** A value without what the rules hide: a copy where something is hidden, else itself. */
export function redactedValue(value: unknown, rules: RedactionRules, path: readonly string[] = []): unknown {
  if (path.length > 0 && rules.hides(path)) return rules.replacement;
  if (typeof value === "string") return rules.hideIn(value);
  if (path.length > DEPTH_MAX || typeof value !== "object" || value === null) return value;
  try {
    if (Array.isArray(value)) return redactedArray(value, rules, path);
    if (value instanceof Map) return redactedValue(Object.fromEntries(value), rules, path);
    return isPlainObject(value) ? redactedObject(value, rules, path) : redactedInstance(value, rules, path);
  } catch {
    return "[Unreadable]";
  }
}

function redactedArray(values: readonly unknown[], rules: RedactionRules, path: readonly string[]): unknown[] {
  return values.slice(0, ENTRIES_MAX).map((value, index) => redactedValue(value, rules, [...path, String(index)]));
}

function redactedObject(value: object, rules: RedactionRules, path: readonly string[]): Record<string, unknown> {
  const entries = Object.keys(value).slice(0, ENTRIES_MAX);
  return Object.fromEntries(
    entries.map((key) => [key, redactedValue(Reflect.get(value, key), rules, [...path, key.toLowerCase()])]),
  );
}

/** An error, or another object with a class: as the data it would be written as. */
function redactedInstance(value: object, rules: RedactionRules, path: readonly string[]): unknown {
  if (value instanceof Error) {
    const { name: type, message, stack: stacktrace, cause } = value;
    const errors: unknown = value instanceof AggregateError ? value.errors : undefined;
    const parts = { ...Object.fromEntries(Object.entries(value)), type, message, stacktrace, cause, errors };
    return redactedObject(parts, rules, path);
  }
  const keeps = value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value);
  if (keeps || "toJSON" in value) return value;
  return value instanceof Set ? redactedArray([...value], rules, path) : redactedObject(value, rules, path);
}
