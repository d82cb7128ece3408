import { quoteText } from "@cordwood/store/query";
import { argumentError } from "../elastic-error.js";
import { isText } from "../field-name.js";
import { asList, asObject, asText, type Body, fieldOptions, refuseUnknown, shown } from "../json-shape.js";
import { toClause } from "../lucene-query.js";
import type { Clauses, Translate } from "./clause.js";
import { allOf, anyOf, atLeast, minimumOf, nothing } from "./combine.js";
import { equals } from "./values.js";

/** Options that change only ranking, or nothing where every word is looked up as it is. */
const harmless = [
  "boost",
  "_name",
  "lenient",
  "zero_terms_query",
  "auto_generate_synonyms_phrase_query",
  "analyzer",
  "prefix_length",
  "max_expansions",
  "fuzzy_transpositions",
  "cutoff_frequency",
  "tie_breaker",
];

/** Words as a text is taken apart: runs of letters and digits. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** What a text is searched for: words of `message`; other fields are one value. */
function matchField(field: string, query: unknown, options: Body): string {
  const { operator = "or", minimum_should_match: minimum, fuzziness } = options;
  if (fuzziness !== undefined && shown(fuzziness) !== "0")
    throw argumentError("[match] fuzziness is not supported here");
  if (!isText(field)) return equals(field, query, "match");
  const words = wordsOf(asText(query, "match")).map((word) => quoteText(word));
  if (words.length === 0) return options["zero_terms_query"] === "all" ? "*" : nothing;
  if (asText(operator, "match").toLowerCase() === "and") return allOf(words);
  return atLeast(minimumOf(minimum, words.length, 1), words);
}

const match: Translate = (body) => {
  const [field, options] = fieldOptions(body, "match", "query");
  refuseUnknown(options, "match", ["query", "operator", "minimum_should_match", "fuzziness", ...harmless]);
  return matchField(field, options["query"], options);
};

function phraseField(field: string, query: unknown, clause: string, { slop = 0 }: Body): string {
  if (Number(slop) !== 0) throw argumentError(`[${clause}] slop is not supported here`);
  if (!isText(field)) return equals(field, query, clause);
  const text = asText(query, clause);
  return wordsOf(text).length === 0 ? nothing : quoteText(text);
}

const matchPhrase: Translate = (body) => {
  const [field, options] = fieldOptions(body, "match_phrase", "query");
  refuseUnknown(options, "match_phrase", ["query", "slop", ...harmless]);
  return phraseField(field, options["query"], "match_phrase", options);
};

const multiMatchTypes = ["best_fields", "most_fields", "cross_fields", "phrase"];

const multiMatch: Translate = (body) => {
  const options = asObject(body, "multi_match");
  refuseUnknown(options, "multi_match", [
    "query",
    "fields",
    "type",
    "operator",
    "minimum_should_match",
    "fuzziness",
    "slop",
    ...harmless,
  ]);
  const type = asText(options["type"] ?? "best_fields", "multi_match");
  if (!multiMatchTypes.includes(type))
    throw argumentError(`[multi_match] type [${type}] is not supported here; use one of ${multiMatchTypes.join(", ")}`);
  const fields = asList(options["fields"]).map((field) => asText(field, "multi_match").replace(/\^[\d.]+$/, ""));
  const one = (field: string): string =>
    type === "phrase"
      ? phraseField(field, options["query"], "multi_match", options)
      : matchField(field, options["query"], options);
  return anyOf((fields.length === 0 ? ["message"] : fields.map(withoutWildcards)).map(one));
};

/** `*` means the text of a record. */
function withoutWildcards(field: string): string {
  if (field === "*") return "message";
  if (field.includes("*")) throw argumentError(`[multi_match] wildcards in fields are not supported here: [${field}]`);
  return field;
}

const queryStringOptions = [
  "query",
  "default_field",
  "fields",
  "default_operator",
  "minimum_should_match",
  "analyze_wildcard",
  "allow_leading_wildcard",
  "time_zone",
  "type",
  "rewrite",
  "quote_field_suffix",
  "enable_position_increments",
  "fuzziness",
  "phrase_slop",
  "flags",
  ...harmless,
];

const queryString =
  (clause: string, simple: boolean): Translate =>
  (body) => {
    const options = asObject(body, clause);
    refuseUnknown(options, clause, queryStringOptions);
    const { query, default_field: given, fields } = options;
    const names = asList(fields ?? given).map((field) =>
      withoutWildcards(asText(field, clause).replace(/\^[\d.]+$/, "")),
    );
    const operator = asText(options["default_operator"] ?? "or", clause).toLowerCase();
    return toClause(asText(query, clause), {
      fields: names.length === 0 ? ["message"] : names,
      and: operator === "and",
      simple,
    });
  };

/** Clauses on words of texts. */
export const fullTextClauses: Clauses = {
  match,
  match_phrase: matchPhrase,
  multi_match: multiMatch,
  query_string: queryString("query_string", false),
  simple_query_string: queryString("simple_query_string", true),
};
