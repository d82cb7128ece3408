// Aggregations that make numbers.

import { parsingError } from "../elastic-error.js";
import { asList, type Body } from "../json-shape.js";
import type { MetricKind } from "./aggregation.js";
import { numbersOf, onDates, valuesOf } from "./field-expression.js";

const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Times come as text where they are a least or greatest, in seconds where they were calculated with. */
function timeMs(value: unknown): number | null {
  if (value === null || value === undefined || value === "") return null;
  return typeof value === "string" && /^\d{4}-/.test(value) ? Date.parse(value) : Number(value) * 1000;
}

function withText(value: number | null, body: Body): Body {
  if (!onDates(body) || value === null) return { value };
  return { value, value_as_string: new Date(value).toISOString() };
}

function single(kind: string, call: (expression: string) => string, empty: number | null = null): MetricKind {
  return {
    columns: (body) => [call(numbersOf(body, kind))],
    read: ([value], body) => withText(onDates(body) ? timeMs(value) : (numberOf(value) ?? empty), body),
  };
}

const statsNames = ["count", "min", "max", "avg", "sum"] as const;

function statsColumns(body: Body, kind: string): string[] {
  const numbers = numbersOf(body, kind);
  return [
    `countif(tonumber(${numbers}) = tonumber(${numbers}))`,
    ...["min", "max", "avg", "sum"].map((name) => `${name}(${numbers})`),
  ];
}

function readStats(values: readonly unknown[], body: Body): Record<(typeof statsNames)[number], number | null> {
  const read = onDates(body) ? timeMs : numberOf;
  const [count, min, max, avg, sum] = values;
  return { count: Number(count ?? 0), min: read(min), max: read(max), avg: read(avg), sum: read(sum) ?? 0 };
}

const statsPart = (name: string): number => statsNames.indexOf(name as "count");

const stats: MetricKind = { columns: (body) => statsColumns(body, "stats"), read: readStats, part: statsPart };

const extendedStats: MetricKind = {
  columns: (body) => {
    const numbers = numbersOf(body, "extended_stats");
    return [...statsColumns(body, "extended_stats"), `sum(${numbers} * ${numbers})`];
  },
  read: (values, body) => {
    const simple = readStats(values, body);
    return {
      ...simple,
      ...deviations(simple.count ?? 0, simple.sum ?? 0, Number(values[5] ?? 0), Number(body["sigma"] ?? 2)),
    };
  },
  part: (name) => [...statsNames, "sum_of_squares"].indexOf(name),
};

const root = (variance: number | null): number | null => (variance === null ? null : Math.sqrt(variance));

function deviations(count: number, sum: number, squares: number, sigma: number): Body {
  const mean = sum / count;
  const population = count === 0 ? null : Math.max(0, squares / count - mean * mean);
  const sampling = population === null || count < 2 ? null : (population * count) / (count - 1);
  const bound = (sign: number, deviation: number | null): number | null =>
    deviation === null ? null : mean + sign * sigma * deviation;
  const [deviation, sampled] = [root(population), root(sampling)];
  return {
    sum_of_squares: squares,
    variance: population,
    variance_population: population,
    variance_sampling: sampling,
    std_deviation: deviation,
    std_deviation_population: deviation,
    std_deviation_sampling: sampled,
    std_deviation_bounds: {
      upper: bound(1, deviation),
      lower: bound(-1, deviation),
      upper_population: bound(1, deviation),
      lower_population: bound(-1, deviation),
      upper_sampling: bound(1, sampled),
      lower_sampling: bound(-1, sampled),
    },
  };
}

/** A number as Elasticsearch writes the key of a percentile: `95.0`. */
const keyOf = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

function numbersIn(body: Body, name: string, otherwise: readonly number[]): number[] {
  const numbers = asList(body[name] ?? otherwise).map(Number);
  if (numbers.length > 0 && numbers.every((value) => Number.isFinite(value))) return numbers;
  throw parsingError(`[${name}] must be a list of numbers`);
}

function keyed(keys: readonly number[], values: readonly (number | null)[], body: Body): Body {
  const pairs = keys.map((key, index) => ({ key, value: values[index] ?? null }));
  if (body["keyed"] === false) return { values: pairs };
  return { values: Object.fromEntries(pairs.map(({ key, value }) => [keyOf(key), value])) };
}

const percents = (body: Body): number[] => numbersIn(body, "percents", [1, 5, 25, 50, 75, 95, 99]);

const percentiles: MetricKind = {
  columns: (body) => percents(body).map((percent) => `p${percent}(${numbersOf(body, "percentiles")})`),
  read: (values, body) => keyed(percents(body), values.map(onDates(body) ? timeMs : numberOf), body),
  part: (name, body) => percents(body).indexOf(Number(name)),
};

const ranks = (body: Body): number[] => numbersIn(body, "values", []);

const percentileRanks: MetricKind = {
  columns: (body) => {
    const numbers = numbersOf(body, "percentile_ranks");
    return [
      `countif(tonumber(${numbers}) = tonumber(${numbers}))`,
      ...ranks(body).map((value) => `countif(tonumber(${numbers}) <= ${value})`),
    ];
  },
  read: ([count, ...below], body) => {
    const all = Number(count ?? 0);
    return keyed(
      ranks(body),
      below.map((value) => (all === 0 ? null : (100 * Number(value)) / all)),
      body,
    );
  },
};

/** Metric aggregations by name. */
export const metricKinds: Readonly<Record<string, MetricKind>> = {
  min: single("min", (numbers) => `min(${numbers})`),
  max: single("max", (numbers) => `max(${numbers})`),
  avg: single("avg", (numbers) => `avg(${numbers})`),
  sum: single("sum", (numbers) => `sum(${numbers})`, 0),
  value_count: {
    columns: (body) => [`count(${valuesOf(body, "value_count")})`],
    read: ([value]) => ({ value: Number(value ?? 0) }),
  },
  cardinality: {
    columns: (body) => [`uniq(${valuesOf(body, "cardinality")})`],
    read: ([value]) => ({ value: Number(value ?? 0) }),
  },
  stats,
  extended_stats: extendedStats,
  percentiles,
  percentile_ranks: percentileRanks,
};
