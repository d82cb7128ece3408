import type { ValueType } from "../schema.js";
import { type Sql, sql } from "../sql.js";
import { toCondition, toNumber, toText, type Value } from "../value.js";
import { argument, type FunctionDefinition } from "./function-definition.js";

/** The type that values have in common: theirs when all have the same, else text. */
function commonType(values: readonly Value[]): ValueType {
  const [first = { type: "string" as const }] = values;
  return values.every(({ type }) => type === first.type) ? first.type : "string";
}

function convert(value: Value, type: ValueType): Sql {
  if (type === "number") return toNumber(value);
  return type === "string" ? toText(value) : value.sql;
}

function isEmpty(value: Value): Sql {
  return value.type === "number" ? sql`isNull(${value.sql})` : sql`(${toText(value)} = '')`;
}

/** Functions that choose. */
export const logicFunctions: readonly FunctionDefinition[] = [
  {
    name: "if",
    syntax: "if(condition, then, else)",
    summary: "`then` where the condition holds, `else` where it does not",
    arguments: [3, 3],
    compile: (args) => {
      const [condition, yes, no] = [argument(args, 0), argument(args, 1), argument(args, 2)];
      const type = commonType([yes, no]);
      return { sql: sql`if(${toCondition(condition)}, ${convert(yes, type)}, ${convert(no, type)})`, type };
    },
  },
  {
    name: "coalesce",
    syntax: "coalesce(a, b, …)",
    summary: "the first that is neither null nor empty",
    arguments: [1, 32],
    compile: (args) => {
      const type = commonType(args);
      const chosen = args
        .toReversed()
        .map((value) => ({ empty: isEmpty(value), sql: convert(value, type) }))
        .reduce((rest, value) => ({ empty: value.empty, sql: sql`if(${value.empty}, ${rest.sql}, ${value.sql})` }));
      return { sql: chosen.sql, type };
    },
  },
  {
    name: "empty",
    syntax: "empty(value)",
    summary: "true for null, the empty text and fields that the record does not have",
    arguments: [1, 1],
    compile: (args) => ({ sql: isEmpty(argument(args, 0)), type: "boolean" }),
  },
];
