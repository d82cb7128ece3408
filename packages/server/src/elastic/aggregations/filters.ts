// Aggregations whose buckets are selections of their own.

import { readDate } from "../date-math.js";
import { parsingError } from "../elastic-error.js";
import { searchField } from "../field-name.js";
import { asObject, asText, type Body } from "../json-shape.js";
import { anyOf, nothing } from "../clauses/combine.js";
import { quotedTime } from "../clauses/values.js";
import { toSearchLanguage } from "../query-dsl.js";
import type { BucketKind, Inside, Work } from "./aggregation.js";
import { formatDate } from "./date-format.js";
import { fieldOf } from "./field-expression.js";
import { narrowed } from "./level.js";

/** Buckets of one aggregation at most: each is a query of its own. */
const filtersMax = 100;

/** A bucket: what it says of itself, and what selects its records. */
interface Selected {
  name: string;
  says: Body;
  conditions: readonly string[];
}

async function bucketsOf(
  { aggregation, level, run }: Work,
  selected: readonly Selected[],
): Promise<{ name: string; says: Body; inside: Inside }[]> {
  if (selected.length > filtersMax)
    throw parsingError(`[${aggregation.kind}] of more than ${filtersMax} buckets is not supported here`);
  const buckets = [];
  for (const { name, says, conditions } of selected) {
    buckets.push({ name, says, inside: await run(aggregation.inner, narrowed(level, ...conditions)) });
  }
  return buckets;
}

function listOf(kind: (work: Work) => { selected: readonly Selected[]; keyed: boolean }): BucketKind {
  return async (work) => {
    const { selected, keyed } = kind(work);
    const buckets = await bucketsOf(work, selected);
    return (group) => {
      const answered = buckets.map(({ name, says, inside }) => {
        const { doc_count: count, answers } = inside(group);
        const bucket: Body = { ...says, doc_count: count, ...answers };
        return { name, bucket };
      });
      if (!keyed) return { buckets: answered.map(({ bucket }) => bucket) };
      return {
        buckets: Object.fromEntries(answered.map(({ name, bucket: { key: _key, ...bucket } }) => [name, bucket])),
      };
    };
  };
}

function alone(condition: (body: Body, aggregation: Work["aggregation"]) => string): BucketKind {
  return async (work) => {
    const { aggregation, level, run } = work;
    const inside = await run(aggregation.inner, narrowed(level, condition(aggregation.body, aggregation)));
    return (group) => {
      const { doc_count: count, answers } = inside(group);
      return { doc_count: count, ...answers };
    };
  };
}

/** `filter`: the records that a query selects. */
export const filter: BucketKind = alone((body) => toSearchLanguage(body));

/** `missing`: the records without a field. */
export const missing: BucketKind = alone((body) => `NOT ${searchField(fieldOf(body, "missing"))}:*`);

/** `filters`: a bucket for each query, by name or in order. */
export const filters: BucketKind = listOf(({ aggregation: { body } }) => {
  const given = body["filters"];
  const keyed = !Array.isArray(given);
  const entries = keyed
    ? Object.entries(asObject(given, "filters"))
    : (given as unknown[]).map((each, index) => [String(index), each] as const);
  const queries = entries.map(([name, query]) => ({ name, says: {}, conditions: [toSearchLanguage(query)] }));
  const { other_bucket: other, other_bucket_key: key } = body;
  if (other !== true && key === undefined) return { selected: queries, keyed };
  const rest = anyOf(queries.flatMap(({ conditions }) => conditions));
  const condition = rest === "*" ? nothing : `NOT ${rest.startsWith("(") ? rest : `(${rest})`}`;
  return {
    selected: [...queries, { name: asText(key ?? "_other_", "filters"), says: {}, conditions: [condition] }],
    keyed,
  };
});

const double = (value: unknown): string =>
  value === undefined ? "*" : Number.isInteger(Number(value)) ? `${Number(value)}.0` : String(Number(value));

function rangesOf(body: Body, kind: string): Body[] {
  const { ranges } = body;
  if (!Array.isArray(ranges) || ranges.length === 0)
    throw parsingError(`No [ranges] specified for the [${kind}] aggregation`);
  return (ranges as unknown[]).map((each) => asObject(each, kind));
}

/** `range`: a bucket for each range of a number; `from` belongs to it, `to` does not. */
export const range: BucketKind = listOf(({ aggregation: { body } }) => {
  const field = searchField(fieldOf(body, "range"));
  const selected = rangesOf(body, "range").map(({ from, to, key }): Selected => {
    const name = asText(key ?? `${double(from)}-${double(to)}`, "range");
    const ends = { ...(from !== undefined && { from: Number(from) }), ...(to !== undefined && { to: Number(to) }) };
    const conditions = [
      ...(from === undefined ? [] : [`${field}:>=${Number(from)}`]),
      ...(to === undefined ? [] : [`${field}:<${Number(to)}`]),
    ];
    return { name, says: { key: name, ...ends }, conditions: conditions.length === 0 ? [`${field}:*`] : conditions };
  });
  return { selected, keyed: body["keyed"] === true };
});

/** `date_range`: a bucket for each range of time. */
export const dateRange: BucketKind = listOf(({ aggregation: { body }, nowMs }) => {
  const field = searchField(fieldOf(body, "date_range"));
  const zone = asText(body["time_zone"] ?? "UTC", "date_range");
  const end = (value: unknown): number | undefined =>
    value === undefined ? undefined : readDate(value, { nowMs, zone });
  const text = (ms: number | undefined): string => (ms === undefined ? "*" : formatDate(ms, zone, body["format"]));
  const selected = rangesOf(body, "date_range").map((each): Selected => {
    const [from, to] = [end(each["from"]), end(each["to"])];
    const name = asText(each["key"] ?? `${text(from)}-${text(to)}`, "date_range");
    const says = {
      key: name,
      ...(from !== undefined && { from, from_as_string: text(from) }),
      ...(to !== undefined && { to, to_as_string: text(to) }),
    };
    const conditions = [
      ...(from === undefined ? [] : [`${field}:>=${quotedTime(from)}`]),
      ...(to === undefined ? [] : [`${field}:<${quotedTime(to)}`]),
    ];
    return { name, says, conditions };
  });
  return { selected, keyed: body["keyed"] === true };
});
