// Reads the objects of a request's body, and says where they are not what they should be.

import { parsingError } from "./elastic-error.js";

/** A JSON object of a request. */
export type Body = Record<string, unknown>;

/** The value as an object. @throws ElasticError naming `where` */
export function asObject(value: unknown, where: string): Body {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Body;
  throw parsingError(`[${where}] expected an object`);
}

/** The only entry of an object. @throws ElasticError naming `where` */
export function onlyEntry(value: unknown, where: string): [string, unknown] {
  const entries = Object.entries(asObject(value, where));
  const [entry] = entries;
  if (entry === undefined) throw parsingError(`[${where}] malformed, no field is given`);
  if (entries.length > 1)
    throw parsingError(
      `[${where}] doesn't support multiple fields, found ${entries.map(([name]) => `[${name}]`).join(" and ")}`,
    );
  return entry;
}

/** A list, of what may stand alone too. */
export function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** The only field of a clause, and what is said of it: `{field: value}` stands for `{field: {[key]: value}}`. */
export function fieldOptions(body: unknown, clause: string, key: string): [string, Body] {
  const [field, value] = onlyEntry(body, clause);
  if (Array.isArray(value)) throw parsingError(`[${clause}] query does not support arrays`);
  return [field, typeof value === "object" && value !== null ? (value as Body) : { [key]: value }];
}

/** A text, number or boolean as text. @throws ElasticError naming `where` */
export function asText(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw parsingError(`[${where}] expected a value, got ${JSON.stringify(value) ?? "nothing"}`);
}

/** Any value as it is shown in a reason, or read by a pattern: a text as it is. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Refuses options that would change the answer and are not known. */
export function refuseUnknown(body: Body, where: string, known: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) throw parsingError(`[${where}] does not support [${unknown}]`);
}
