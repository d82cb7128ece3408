import { argument } from "../functions/function-definition.js";
import { valuesMax } from "../limits.js";
import { QueryError } from "../query-error.js";
import { float, integer, level, list, type Sql, sql } from "../sql.js";
import { toCondition, toNumber, toText, type Value } from "../value.js";
import type { AggregateDefinition, AggregatePlace } from "./aggregate-definition.js";

/** Different values that the engine's `uniq` counts exactly; above, it counts a part of them. */
const uniqExactMax = 65_536;

const nothing: Sql = sql``;

/** An aggregate of numbers; NULL when there are none. `parameter` is the level of a quantile. */
function numeric(name: string, summary: string, engine: Sql, parameter: Sql = nothing): AggregateDefinition {
  return {
    name,
    syntax: `${name}(f)`,
    summary,
    arguments: [1, 1],
    compile: (args) => ({ sql: sql`${engine}OrNull${parameter}(${toNumber(argument(args, 0))})`, type: "number" }),
  };
}

function extreme(name: string, summary: string, engine: Sql): AggregateDefinition {
  const byNumber = numeric(name, summary, engine);
  const compile: AggregateDefinition["compile"] = (args, place) => {
    const value = argument(args, 0);
    return value.type === "time" ? { sql: sql`${engine}(${value.sql})`, type: "time" } : byNumber.compile(args, place);
  };
  return { ...byNumber, compile };
}

function quantile(name: string, share: number, summary: string): AggregateDefinition {
  return { ...numeric(name, summary, sql`quantileTDigest`, sql`(${level(share)})`), approximateAbove: -Infinity };
}

function isPresent(value: Value): Sql {
  if (value.type === "string") return sql`${value.sql} != ''`;
  return value.type === "number" ? sql`isNotNull(${value.sql})` : toCondition(value);
}

function count(args: readonly Value[]): Value {
  const [value] = args;
  return { sql: value === undefined ? sql`count()` : sql`countIf(${isPresent(value)})`, type: "number" };
}

function atEnd(name: string, summary: string, engine: Sql): AggregateDefinition {
  const compile: AggregateDefinition["compile"] = (args, place) => {
    const value = argument(args, 0);
    const time = place.time ?? withoutTime(name, place);
    return { sql: sql`${engine}If(${toText(value)}, ${time}, ${isPresent(value)})`, type: "string" };
  };
  return { name, syntax: `${name}(f)`, summary, arguments: [1, 1], ofNone: "", compile };
}

function withoutTime(name: string, place: AggregatePlace): never {
  const message = `${name} needs rows with a time; the stages before have made a table without one`;
  throw new QueryError({ code: "CW_STORE_QUERY_VALUE", message, position: place.span });
}

function rate(args: readonly Value[], place: AggregatePlace): Value {
  const [value] = args;
  const amount = value === undefined ? sql`count()` : sql`sum(${toNumber(value)})`;
  if (place.seconds !== undefined) return { sql: sql`(${amount} / ${float(place.seconds)})`, type: "number" };
  const time = place.time ?? withoutTime("rate", place);
  const seconds = sql`(toUnixTimestamp64Nano(max(${time})) - toUnixTimestamp64Nano(min(${time}))) / 1000000000`;
  return { sql: sql`(${amount} / nullIf(${seconds}, 0))`, type: "number" };
}

const fixed: readonly AggregateDefinition[] = [
  {
    name: "count",
    syntax: "count() or count(f)",
    summary: "number of rows, or of rows that have `f`",
    arguments: [0, 1],
    ofNone: 0,
    compile: count,
  },
  {
    name: "countif",
    syntax: "countif(condition)",
    summary: "number of rows for which the condition holds",
    arguments: [1, 1],
    ofNone: 0,
    compile: (args) => ({ sql: sql`countIf(${toCondition(argument(args, 0))})`, type: "number" }),
  },
  numeric("sum", "sum of the numbers", sql`sum`),
  numeric("avg", "mean of the numbers", sql`avg`),
  quantile("median", 0.5, "the middle number, approximate for many rows"),
  numeric("stddev", "standard deviation of the numbers (of the population)", sql`stddevPop`),
  extreme("min", "smallest number, or earliest time", sql`min`),
  extreme("max", "largest number, or latest time", sql`max`),
  {
    name: "uniq",
    syntax: "uniq(f, …)",
    summary: "number of different values that are not empty; approximate above 65,536",
    arguments: [1, 8],
    ofNone: 0,
    approximateAbove: uniqExactMax,
    compile: (args) => {
      const present = args.map(isPresent).reduce((left, right) => sql`${left} AND ${right}`);
      return { sql: sql`uniqIf(${list(args.map(toText))}, ${present})`, type: "number" };
    },
  },
  {
    name: "values",
    syntax: "values(f)",
    summary: `the different values that are not empty, sorted; at most ${valuesMax}`,
    arguments: [1, 1],
    ofNone: [],
    compile: (args) => {
      const value = argument(args, 0);
      const kept = sql`groupUniqArrayIf(${integer(valuesMax)})(toString(${toText(value)}), ${isPresent(value)})`;
      return { sql: sql`arraySort(${kept})`, type: "list" };
    },
  },
  atEnd("first", "value of the earliest row that has one", sql`argMin`),
  atEnd("last", "value of the latest row that has one", sql`argMax`),
  {
    name: "rate",
    syntax: "rate() or rate(f)",
    summary: "rows, or the sum of `f`, per second of the bin or of the time that the query covers",
    arguments: [0, 1],
    ofNone: 0,
    compile: rate,
  },
];

const byName: ReadonlyMap<string, AggregateDefinition> = new Map(fixed.map((each) => [each.name, each]));

/** Names for completion and for suggestions; `p95` stands for all percentiles. */
export const aggregateNames: readonly string[] = [...byName.keys(), "p50", "p90", "p95", "p99"];

/** All aggregates with a name of their own, for the reference. */
export const aggregates: readonly AggregateDefinition[] = fixed;

/** The aggregate of that name; `pNN` or `pNN.N` is a percentile. */
export function findAggregate(name: string): AggregateDefinition | undefined {
  const percentile = /^p(\d{1,2}(?:\.\d{1,3})?|100)$/.exec(name);
  if (percentile === null) return byName.get(name);
  const share = Number(percentile[1]);
  return quantile(name, share / 100, `percentile ${share} of the numbers, approximate for many rows`);
}
