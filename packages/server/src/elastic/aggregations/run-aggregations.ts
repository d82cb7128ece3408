// Reads the aggregations of a request and runs them: for each level of nesting, one query for all buckets at once.

import { nearest } from "../../api/nearest.js";
import { argumentError, parsingError } from "../elastic-error.js";
import { asObject, type Body } from "../json-shape.js";
import type { Aggregation, Ask, BucketKind, Inside, RunInside } from "./aggregation.js";
import { dateHistogram } from "./date-histogram.js";
import { dateRange, filter, filters, missing, range } from "./filters.js";
import { histogram } from "./histogram.js";
import { bucketsAmong, metricsAmong } from "./inner-metrics.js";
import { type Group, groupId, type Level, statsOf } from "./level.js";
import { metricKinds } from "./metrics.js";
import { terms } from "./terms.js";
import { topHits } from "./top-hits.js";

const bucketKinds: Readonly<Record<string, BucketKind>> = {
  terms,
  date_histogram: dateHistogram,
  histogram,
  range,
  date_range: dateRange,
  filter,
  filters,
  missing,
  top_hits: topHits,
};

/** Kinds by the names that `typed_keys` gives them, where that is another. */
const typeNames: Readonly<Record<string, string>> = {
  terms: "sterms",
  percentiles: "tdigest_percentiles",
  percentile_ranks: "tdigest_percentile_ranks",
};

const depthMax = 8;

/** @throws ElasticError `parsing_exception` for kinds that are not known */
export function readAggregations(body: unknown, typed: boolean, depth = 0): Aggregation[] {
  if (body === undefined) return [];
  if (depth > depthMax) throw argumentError(`aggregations nested deeper than ${depthMax} are not supported here`);
  return Object.entries(asObject(body, "aggregations")).map(([name, given]) => {
    const { aggs, aggregations, meta: _meta, ...kinds } = asObject(given, name);
    const [[kind, options] = [undefined, undefined], ...more] = Object.entries(kinds);
    if (kind === undefined) throw parsingError(`Missing definition for aggregation [${name}]`);
    if (more.length > 0)
      throw parsingError(`Found two aggregation type definitions in [${name}]: [${kind}] and [${more[0]?.[0] ?? ""}]`);
    const inner = readAggregations(aggs ?? aggregations, typed, depth + 1);
    checkKind(name, kind, inner);
    return {
      name,
      label: typed ? `${typeNames[kind] ?? kind}#${name}` : name,
      kind,
      body: asObject(options, kind),
      inner,
    };
  });
}

function checkKind(name: string, kind: string, inner: readonly Aggregation[]): void {
  const known = [...Object.keys(bucketKinds), ...Object.keys(metricKinds)];
  if (!known.includes(kind)) {
    const suggestion = nearest(kind, known);
    throw parsingError(
      `Unknown aggregation type [${kind}]${suggestion === undefined ? "" : ` did you mean [${suggestion}]?`}`,
    );
  }
  if (inner.length > 0 && (Object.hasOwn(metricKinds, kind) || kind === "top_hits")) {
    throw parsingError(`Aggregator [${name}] of type [${kind}] cannot accept sub-aggregations`);
  }
}

/** Runs aggregations over the records of a query. */
export async function runAggregations(query: string, aggregations: readonly Aggregation[], ask: Ask): Promise<Body> {
  const nowMs = Date.now();
  const run: RunInside = async (inner, level) => inside(inner, level, { ask, run, nowMs });
  return (await run(aggregations, { query, stages: [], keys: [] }))([]).answers;
}

interface Tools {
  ask: Ask;
  run: RunInside;
  nowMs: number;
}

async function inside(inner: readonly Aggregation[], level: Level, tools: Tools): Promise<Inside> {
  const metrics = metricsAmong(inner);
  const rows = await tools.ask.table(statsOf(level, metrics.columns));
  const depth = level.keys.length;
  const byGroup = new Map(rows.map((row) => [groupId(row.slice(0, depth)), row]));
  const answered: { label: string; answer: (group: Group) => Body }[] = [];
  for (const aggregation of bucketsAmong(inner)) {
    const kind = bucketKinds[aggregation.kind];
    if (kind === undefined) continue;
    answered.push({ label: aggregation.label, answer: await kind({ aggregation, level, ...tools }) });
  }
  return (group) => {
    const row = byGroup.get(groupId(group)) ?? [];
    const buckets = answered.map(({ label, answer }) => [label, answer(group)] as const);
    const answers = { ...metrics.read(row.slice(depth + 1)), ...Object.fromEntries(buckets) };
    return { doc_count: Number(row[depth] ?? 0), answers };
  };
}
