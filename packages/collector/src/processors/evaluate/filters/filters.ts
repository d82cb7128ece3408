// All kinds of filters, by the kind that they evaluate.
import type { Filter } from "@cordwood/store/query";
import type { FilterEvaluation } from "../evaluation.js";
import { allEvaluation } from "./all.js";
import { andEvaluation } from "./and.js";
import { compareEvaluation } from "./compare.js";
import { existsEvaluation } from "./exists.js";
import { fieldEqualsEvaluation } from "./field-equals.js";
import { notEvaluation } from "./not.js";
import { orEvaluation } from "./or.js";
import { phraseEvaluation } from "./phrase.js";
import { prefixEvaluation } from "./prefix.js";
import { rangeEvaluation } from "./range.js";
import { regexEvaluation } from "./regex.js";
import { wildcardEvaluation } from "./wildcard.js";
import { wordEvaluation } from "./word.js";

const evaluations: readonly FilterEvaluation<Filter>[] = [
  allEvaluation,
  andEvaluation,
  compareEvaluation,
  existsEvaluation,
  fieldEqualsEvaluation,
  notEvaluation,
  orEvaluation,
  phraseEvaluation,
  prefixEvaluation,
  rangeEvaluation,
  regexEvaluation,
  wildcardEvaluation,
  wordEvaluation,
];

/** How each kind of filter is evaluated. */
export const filterEvaluations: ReadonlyMap<string, FilterEvaluation<Filter>> = new Map(
  evaluations.map((evaluation) => [evaluation.kind, evaluation]),
);
