// What zod found wrong in a configuration, in the words of somebody who writes YAML.
import { nearest } from "@cordwood/server/api";
import type { z } from "zod";
import { keysAt } from "./schema-keys.js";

/** One mistake in a configuration. */
export interface Mistake {
  /** Where it is. */
  path: readonly PropertyKey[];
  /** The key itself is wrong, not its value. */
  isKey: boolean;
  reason: string;
  /** What to do, or empty. */
  hint: string;
}

type Issue = z.core.$ZodIssue;

/** Describes what is wrong with `value`, which is the whole configuration that `schema` checked. */
export function mistakesOf(issues: readonly Issue[], schema: z.ZodType, value: unknown): Mistake[] {
  return issues.map((issue) => describe(meantIssue(issue), schema, value));
}

/** Of the members of a union the one that the value is most likely meant for: what is wrong with it lies deepest. */
function meantIssue(issue: Issue): Issue {
  if (issue.code === "invalid_key" && issue.issues[0] !== undefined) {
    return { ...issue.issues[0], path: issue.path };
  }
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const firsts = issue.errors.flatMap(([first]) => (first === undefined ? [] : [meantIssue(first)]));
  const [best] = firsts.filter((found) => !isOfAnotherKind(found)).toSorted((a, b) => b.path.length - a.path.length);
  return best === undefined ? issue : { ...best, path: [...issue.path, ...best.path] };
}

/** True when not even the kind of value fits, or the word by which the members of the union are told apart. */
function isOfAnotherKind(issue: Issue): boolean {
  if (issue.code === "invalid_value" && issue.values.length === 1) return true;
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_union");
}

function describe(issue: Issue, schema: z.ZodType, value: unknown): Mistake {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") return unknownKey(issue.keys[0] ?? "", path, keysAt(schema, path, value));
  const keyPath = path.map(String).join(".");
  const got = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const expected = expectedBy(issue);
  if (got === undefined && path.length > 0) {
    const reason = `${keyPath} is missing`;
    return { path, isKey: false, reason, hint: expected === "" ? "" : `expected ${expected}` };
  }
  const said = expected === "" ? issue.message : `Expected ${expected}, got ${shown(got)}`;
  const suggestion = typeof got === "string" ? nearest(got, choices(issue)) : undefined;
  const hint = suggestion === undefined ? "" : `did you mean ${suggestion}?`;
  return { path, isKey: false, reason: `${keyPath === "" ? "the file" : keyPath}: ${said}`, hint };
}

function unknownKey(key: string, parents: readonly PropertyKey[], known: readonly string[]): Mistake {
  const path = [...parents, key];
  const suggestion = nearest(key, known);
  const list = known.length === 0 ? "" : `known are ${known.join(", ")}`;
  const hint = suggestion === undefined ? list : `did you mean ${suggestion}?`;
  return { path, isKey: true, reason: `${path.map(String).join(".")} is not known`, hint };
}

function choices(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  // The issue of a discriminated union names its values; the type of zod leaves them out.
  return issue.code === "invalid_union" ? ((issue as { options?: unknown[] }).options ?? []).map(String) : [];
}

/** What was expected, or an empty text where the message of the schema says it. */
function expectedBy(issue: Issue): string {
  const named = choices(issue);
  if (named.length > 0) return named.length === 1 ? (named[0] ?? "") : `one of ${named.join(", ")}`;
  if (issue.code === "invalid_type") return issue.message.startsWith("Invalid input") ? kindOf(issue.expected) : "";
  if (issue.code === "too_small") return bound("at least", "more than", issue.minimum, issue);
  if (issue.code === "too_big") return bound("at most", "less than", issue.maximum, issue);
  if (issue.code !== "invalid_union") return "";
  const all = issue.errors.map(([first]) => (first === undefined ? "" : expectedBy(first)));
  return choiceOf([...new Set(all)].filter((kind) => kind !== ""));
}

const choiceOf = (all: readonly string[]): string =>
  all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "null",
};

const kindOf = (type: string): string => kinds[type] ?? type;

const units: Readonly<Record<string, string>> = { string: " characters", array: " items" };

function bound(
  inclusive: string,
  exclusive: string,
  limit: number | bigint,
  issue: { origin: string; inclusive?: boolean | undefined; message: string },
): string {
  if (!/^Too (?:small|big)/.test(issue.message)) return "";
  const unit = units[issue.origin] ?? "";
  return `${issue.inclusive === false ? exclusive : inclusive} ${limit}${limit === 1 ? unit.replace(/s$/, "") : unit}`;
}

function shown(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a map";
  const text = JSON.stringify(value) ?? "";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
