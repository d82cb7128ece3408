import { quoteName, quoteText } from "@cordwood/store/query";
import { hasOpenOr, splitStages } from "./stages.js";

const bareValue = /^[\p{L}\p{N}_][\p{L}\p{N}_.:@/-]*$/u;
const bareField = /^[\p{L}_@$][\p{L}\p{N}_@$.\-/]*$/u;
const keyword = /^(?:AND|OR|NOT|TO)$/i;

/** Writes a value so that the search language takes it as it is. */
export function quoteValue(value: string): string {
  return bareValue.test(value) && !keyword.test(value) ? value : quoteText(value);
}

/** The clause that selects records whose field has this value; an empty value means that the field is missing. */
export function fieldClause(field: string, value: string): string {
  const name = bareField.test(field) ? field : quoteName(field);
  return value === "" ? `NOT ${name}:*` : `${name}:${quoteValue(value)}`;
}

function negations(clause: string): readonly [string, string] {
  return clause.startsWith("NOT ") ? [clause.slice(4), `NOT NOT ${clause}`] : [`-${clause}`, `NOT ${clause}`];
}

/**
 * Adds "has this value" (or, with `exclude`, "has not") to a query, before its stages. The opposite clause is
 * replaced, the same one is not added twice.
 */
export function addFilter(query: string, field: string, value: string, exclude: boolean): string {
  const { search, stages } = splitStages(query);
  return join(insert(asClauses(search), fieldClause(field, value), exclude), stages);
}

/** The search part of a query with one more clause, without the stages. */
export function narrow(query: string, clause: string): string {
  const clauses = asClauses(splitStages(query).search);
  return clauses === "" ? clause : `${clauses} ${clause}`;
}

/** A search to which a clause can be added by standing beside it; empty for a search of everything. */
function asClauses(search: string): string {
  if (search === "*" || search === "") return "";
  return hasOpenOr(search) ? `(${search})` : search;
}

function insert(clauses: string, clause: string, exclude: boolean): string {
  const words = ` ${clauses} `;
  const wanted = exclude ? negations(clause)[0] : clause;
  const negation = negations(clause).find((text) => words.includes(` ${text} `));
  if (negation !== undefined) return words.replace(` ${negation} `, () => ` ${exclude ? negation : wanted} `).trim();
  if (words.includes(` ${clause} `)) return words.replace(` ${clause} `, () => ` ${wanted} `).trim();
  return clauses === "" ? wanted : `${clauses} ${wanted}`;
}

function join(search: string, stages: string): string {
  if (stages === "") return search;
  return search === "" ? `* ${stages}` : `${search} ${stages}`;
}
