import { type Sql, sql } from "../sql.js";
import { toNumber, type Value } from "../value.js";
import { argument, type FunctionDefinition } from "./function-definition.js";

function simple(name: string, summary: string, engine: (value: Sql) => Sql): FunctionDefinition {
  return {
    name,
    syntax: `${name}(number)`,
    summary,
    arguments: [1, 1],
    compile: (args) => ({ sql: engine(toNumber(argument(args, 0))), type: "number" }),
  };
}

function extreme(name: string, summary: string, engine: Sql): FunctionDefinition {
  return {
    name,
    syntax: `${name}(a, b, …)`,
    summary,
    arguments: [1, 32],
    compile: (args) => {
      const values = args.map(toNumber).reduce((left, right) => sql`${left}, ${right}`);
      return { sql: sql`${engine}(arrayFilter(x -> isNotNull(x), [${values}]))`, type: "number" };
    },
  };
}

function round(args: readonly Value[]): Value {
  const digits = args[1];
  const number = toNumber(argument(args, 0));
  if (digits === undefined) return { sql: sql`round(${number})`, type: "number" };
  const scale = sql`pow(10, least(greatest(round(ifNull(${toNumber(digits)}, 0)), -15), 15))`;
  return { sql: sql`(round(${number} * ${scale}) / ${scale})`, type: "number" };
}

/** Functions on numbers; null for what is no number. */
export const numberFunctions: readonly FunctionDefinition[] = [
  {
    name: "round",
    syntax: "round(number[, digits])",
    summary: "to the nearest whole number, or to some digits after the point",
    arguments: [1, 2],
    compile: round,
  },
  simple("floor", "the next whole number below", (value) => sql`floor(${value})`),
  simple("ceil", "the next whole number above", (value) => sql`ceil(${value})`),
  simple("abs", "without its sign", (value) => sql`abs(${value})`),
  simple("sqrt", "square root; null of a negative number", (value) => sql`if(${value} >= 0, sqrt(${value}), NULL)`),
  simple("log10", "decimal logarithm; null unless positive", (value) => sql`if(${value} > 0, log10(${value}), NULL)`),
  extreme("least", "the smallest that is a number", sql`arrayMin`),
  extreme("greatest", "the largest that is a number", sql`arrayMax`),
  {
    name: "tonumber",
    syntax: "tonumber(value)",
    summary: "as a number; null when it is none",
    arguments: [1, 1],
    compile: (args) => ({ sql: toNumber(argument(args, 0)), type: "number" }),
  },
];
