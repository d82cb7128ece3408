// What differs between two selections of records.

import type { Engine } from "../engine/engine.js";
import { compareRowsMax, compareSampleMax } from "../limits.js";
import { quoteName, quoteText } from "../query/index.js";
import { allOf, sql } from "../query/sql.js";
import { partialOf } from "../partial.js";
import { takeSample } from "../sampling.js";
import type { Selection } from "../selection.js";
import type { Comparison, Difference, QueryStats } from "../store.js";
import { countShapes } from "./shapes.js";
import { countPairs } from "./pairs.js";
import { significance } from "./significance.js";
import type { Found, Sides } from "./sides.js";

/** Least significance that is reported: by chance one comparison of a hundred reaches it. */
const significanceMin = 6.63;

/** What is compared. */
export interface CompareParts {
  selection: Selection;
  baseline: Selection;
  /** Fields that the two queries ask for themselves: that these differ is no news. */
  without: readonly string[];
  limit: number;
  /** Records of a side that are looked at. @default compareSampleMax */
  sampleMax?: number;
}

/**
 * Field values and message templates that are more or less frequent in the selection than in the baseline, the most
 * significant first. Records that both select count only in the selection. Above {@link compareSampleMax} records of a
 * side it looks at a sample, and says so.
 */
export async function compareSelections(
  engine: Engine,
  parts: CompareParts,
  signal?: AbortSignal,
): Promise<Comparison> {
  const { selection } = parts;
  const baseline = withoutBoth(parts);
  const [here, there] = await Promise.all([countOf(engine, selection, signal), countOf(engine, baseline, signal)]);
  const counts = { selection: { count: here.count }, baseline: { count: there.count } };
  if (here.count === 0 || there.count === 0) {
    return { ...counts, differences: [], approximate: false, stats: addUp([here.stats, there.stats]) };
  }
  const { sampleMax = compareSampleMax } = parts;
  const factors = [here.count, there.count].map((count) => Math.ceil(count / sampleMax));
  const [first = 1, second = 1] = factors;
  const sides: Sides = {
    selection: takeSample(selection, first),
    baseline: takeSample(baseline, second),
    counts: [here.count / first, there.count / second],
  };
  const [pairs, shapes] = await Promise.all([
    countPairs(engine, sides, parts.without, signal),
    countShapes(engine, sides, signal),
  ]);
  const differences = [...pairs.found, ...shapes.found]
    .map((found) => describe(found, shapes.counts, [here.count, there.count]))
    .filter((difference) => difference.significance >= significanceMin)
    .toSorted((left, right) => right.significance - left.significance)
    .slice(0, Math.min(parts.limit, compareRowsMax));
  const approximate = factors.some((factor) => factor > 1);
  return { ...counts, differences, approximate, stats: addUp([here, there, pairs, shapes].map(({ stats }) => stats)) };
}

/** The baseline without the records of the selection, where both are conditions on the table. */
function withoutBoth({ selection, baseline }: CompareParts): Selection {
  if (!selection.stored || !baseline.stored) return baseline;
  return { ...baseline, where: allOf([baseline.where, sql`NOT ifNull(${selection.where}, 0)`]) };
}

async function countOf(
  engine: Engine,
  { source, where }: Selection,
  signal?: AbortSignal,
): Promise<{ count: number; stats: QueryStats }> {
  const { rows, stats } = await engine.query("read", sql`SELECT count() FROM ${source} WHERE ${where}`, signal);
  return { count: Number(rows[0]?.[0] ?? 0), stats };
}

/** Shares come from what was looked at, counts are those of all records. */
function describe(
  found: Found,
  [n, m]: readonly [number, number],
  [all, others]: readonly [number, number],
): Difference {
  const { kind, field, value } = found;
  const [here, there] = [found.counts[0] / Math.max(1, n), found.counts[1] / Math.max(1, m)];
  return {
    kind,
    field,
    value,
    query: found.query ?? `${quoteName(field)}:${quoteText(value)}`,
    selection: { count: Math.round(here * all), share: here },
    baseline: { count: Math.round(there * others), share: there },
    lift: there === 0 ? null : here / there,
    significance: significance(found.counts[0], found.counts[1], n, m),
  };
}

function addUp(all: readonly QueryStats[]): QueryStats {
  return {
    ...partialOf(...all),
    rows_read: all.reduce((sum, { rows_read: rows }) => sum + rows, 0),
    bytes_read: all.reduce((sum, { bytes_read: bytes }) => sum + bytes, 0),
    elapsed_ms: Math.max(...all.map(({ elapsed_ms: elapsed }) => elapsed)),
  };
}
