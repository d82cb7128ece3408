// Puts clauses together in the search language.

import { argumentError } from "../elastic-error.js";
import { shown } from "../json-shape.js";

/** A search that selects nothing. */
export const nothing = "NOT *";

/** Combinations that `minimum_should_match` may be written out as. */
const combinationsMax = 200;

/** All of them; everything where there are none. */
export function allOf(parts: readonly string[]): string {
  const needed = parts.filter((part) => part !== "*");
  if (needed.length === 0) return "*";
  return needed.length === 1 ? (needed[0] ?? "*") : `(${needed.join(" AND ")})`;
}

/** Any of them; nothing where there are none. */
export function anyOf(parts: readonly string[]): string {
  if (parts.includes("*")) return "*";
  if (parts.length === 0) return nothing;
  return parts.length === 1 ? (parts[0] ?? nothing) : `(${parts.join(" OR ")})`;
}

/** At least so many of them. @throws ElasticError when that takes too many combinations */
export function atLeast(count: number, parts: readonly string[]): string {
  if (count <= 0) return "*";
  if (count > parts.length) return nothing;
  if (count === 1) return anyOf(parts);
  if (count === parts.length) return allOf(parts);
  const found: string[] = [];
  choose(parts, count, [], found);
  return anyOf(found);
}

function choose(parts: readonly string[], count: number, taken: readonly string[], found: string[]): void {
  if (found.length > combinationsMax) {
    throw argumentError("[minimum_should_match] of so many clauses is not supported here; use fewer clauses");
  }
  if (count === 0) {
    found.push(allOf(taken));
    return;
  }
  for (let at = 0; at + count <= parts.length; at++) {
    choose(parts.slice(at + 1), count - 1, [...taken, parts[at] ?? "*"], found);
  }
}

/**
 * How many of `clauses` must match: a number, a percentage, either of them negative (so many may be missing), and
 * `2<75%` (above two clauses, 75 %), as Elasticsearch's reference has it.
 */
export function minimumOf(written: unknown, clauses: number, otherwise: number): number {
  if (written === undefined) return otherwise;
  const text = shown(written).trim();
  const conditions = text.split(/\s+/).filter((part) => part.includes("<"));
  if (conditions.length > 0) return conditional(conditions, clauses);
  const match = /^(-?)(\d+)(%?)$/.exec(text);
  if (match === null) throw argumentError(`failed to parse [minimum_should_match] [${text}]`);
  const [, minus, digits, percent] = match;
  const amount = percent === "%" ? Math.floor((clauses * Number(digits)) / 100) : Number(digits);
  return Math.max(0, minus === "-" ? clauses - amount : amount);
}

function conditional(conditions: readonly string[], clauses: number): number {
  let minimum = clauses;
  for (const condition of conditions) {
    const [bound = "", then = ""] = condition.split("<");
    if (clauses > Number(bound)) minimum = minimumOf(then, clauses, clauses);
  }
  return minimum;
}
