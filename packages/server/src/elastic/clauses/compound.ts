import { asList, asObject, refuseUnknown } from "../json-shape.js";
import type { Clauses, Translate } from "./clause.js";
import { allOf, anyOf, atLeast, minimumOf, nothing } from "./combine.js";

const boolOptions = [
  "must",
  "filter",
  "should",
  "must_not",
  "minimum_should_match",
  "boost",
  "_name",
  "adjust_pure_negative",
];

/** Without `must` and `filter`, at least one of `should` must match; beside them they only rank, and nothing ranks here. */
const bool: Translate = (body, translate) => {
  const options = asObject(body, "bool");
  refuseUnknown(options, "bool", boolOptions);
  const list = (name: string): string[] => asList(options[name]).map((clause) => translate(clause));
  const required = [...list("must"), ...list("filter")];
  const should = list("should");
  const least = minimumOf(
    options["minimum_should_match"],
    should.length,
    required.length === 0 && should.length > 0 ? 1 : 0,
  );
  const excluded = list("must_not").map((clause) =>
    clause === "*" ? nothing : `NOT ${clause.startsWith("(") ? clause : `(${clause})`}`,
  );
  return allOf([...required, ...excluded, atLeast(least, should)]);
};

/** Clauses made of other clauses, and those that need none. */
export const compoundClauses: Clauses = {
  match_all: () => "*",
  match_none: () => nothing,
  bool,
  constant_score: (body, translate) => translate(asObject(body, "constant_score")["filter"]),
  dis_max: (body, translate) => anyOf(asList(asObject(body, "dis_max")["queries"]).map((clause) => translate(clause))),
};
