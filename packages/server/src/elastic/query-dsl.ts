// Elasticsearch's query DSL, as far as records can answer it, written in the search language.
import { nearest } from "../api/nearest.js";
import type { Clauses } from "./clauses/clause.js";
import { compoundClauses } from "./clauses/compound.js";
import { fullTextClauses } from "./clauses/full-text.js";
import { termLevelClauses } from "./clauses/term-level.js";
import { parsingError } from "./elastic-error.js";
import { asObject } from "./json-shape.js";

const clauses: Clauses = { ...compoundClauses, ...fullTextClauses, ...termLevelClauses };

const depthMax = 20;

/**
 * Writes a query of the DSL in the search language.
 *
 * @throws ElasticError `parsing_exception` naming the clause that is not known
 */
export function toSearchLanguage(query: unknown, depth = 0): string {
  if (query === undefined || query === null) return "*";
  if (depth > depthMax) throw parsingError(`the query is nested deeper than ${depthMax}`);
  const entries = Object.entries(asObject(query, "query"));
  const [[kind, body] = [undefined, undefined]] = entries;
  if (kind === undefined) throw parsingError("query malformed, empty clause found");
  if (entries.length > 1) throw parsingError(`[${kind}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]`);
  const translate = Object.hasOwn(clauses, kind) ? clauses[kind] : undefined;
  if (translate) return translate(body, (inner) => toSearchLanguage(inner, depth + 1));
  const suggestion = nearest(kind, Object.keys(clauses));
  throw parsingError(`unknown query [${kind}]${suggestion === undefined ? "" : ` did you mean [${suggestion}]?`}`);
}
