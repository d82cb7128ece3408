import { type Sql, sql } from "../sql.js";
import { toNumber, toText, type Value } from "../value.js";
import { argument, type FunctionDefinition } from "./function-definition.js";

function textOf(args: readonly Value[], index: number): Sql {
  return toText(argument(args, index));
}

function whole(value: Value): Sql {
  return sql`toInt64(ifNull(${toNumber(value)}, 0))`;
}

/** Functions on text. */
export const textFunctions: readonly FunctionDefinition[] = [
  {
    name: "lower",
    syntax: "lower(text)",
    summary: "in lower case",
    arguments: [1, 1],
    compile: (args) => ({ sql: sql`lowerUTF8(${textOf(args, 0)})`, type: "string" }),
  },
  {
    name: "upper",
    syntax: "upper(text)",
    summary: "in upper case",
    arguments: [1, 1],
    compile: (args) => ({ sql: sql`upperUTF8(${textOf(args, 0)})`, type: "string" }),
  },
  {
    name: "trim",
    syntax: "trim(text)",
    summary: "without spaces at both ends",
    arguments: [1, 1],
    compile: (args) => ({ sql: sql`trimBoth(${textOf(args, 0)})`, type: "string" }),
  },
  {
    name: "length",
    syntax: "length(text)",
    summary: "number of characters, or of values in a list",
    arguments: [1, 1],
    compile: (args) => {
      const value = argument(args, 0);
      const counted = value.type === "list" ? sql`length(${value.sql})` : sql`lengthUTF8(${toText(value)})`;
      return { sql: sql`toFloat64(${counted})`, type: "number" };
    },
  },
  {
    name: "concat",
    syntax: "concat(a, b, …)",
    summary: "the texts one after the other",
    arguments: [1, 32],
    compile: (args) => {
      const joined = args.map(toText).reduce((left, right) => sql`${left}, ${right}`);
      return { sql: sql`concat(${joined}, '')`, type: "string" };
    },
  },
  {
    name: "contains",
    syntax: "contains(text, part)",
    summary: "true when the part is in the text, with the same case",
    arguments: [2, 2],
    compile: (args) => ({ sql: sql`(position(${textOf(args, 0)}, ${textOf(args, 1)}) > 0)`, type: "boolean" }),
  },
  {
    name: "startswith",
    syntax: "startswith(text, part)",
    summary: "true when the text begins with the part",
    arguments: [2, 2],
    compile: (args) => ({ sql: sql`startsWith(${textOf(args, 0)}, ${textOf(args, 1)})`, type: "boolean" }),
  },
  {
    name: "endswith",
    syntax: "endswith(text, part)",
    summary: "true when the text ends with the part",
    arguments: [2, 2],
    compile: (args) => ({ sql: sql`endsWith(${textOf(args, 0)}, ${textOf(args, 1)})`, type: "boolean" }),
  },
  {
    name: "replace",
    syntax: "replace(text, part, with)",
    summary: "every occurrence of the part replaced",
    arguments: [3, 3],
    compile: (args) => {
      const [value, part, by] = [textOf(args, 0), textOf(args, 1), textOf(args, 2)];
      return { sql: sql`if(${part} = '', ${value}, replaceAll(${value}, ${part}, ${by}))`, type: "string" };
    },
  },
  {
    name: "substring",
    syntax: "substring(text, start[, length])",
    summary: "from the character `start` on, counted from 1; a negative start counts from the end; empty from 0 on",
    arguments: [2, 3],
    compile: (args) => {
      const [value, given, length] = [textOf(args, 0), whole(argument(args, 1)), args[2]];
      // The engine refuses a constant 0; there is nothing behind the largest number, whichever of both it is.
      const start = sql`if(${given} = 0, 2147483647, ${given})`;
      if (length === undefined) return { sql: sql`substringUTF8(${value}, ${start})`, type: "string" };
      return { sql: sql`substringUTF8(${value}, ${start}, greatest(${whole(length)}, 0))`, type: "string" };
    },
  },
  {
    name: "split",
    syntax: "split(text, separator, n)",
    summary:
      "the n-th part, counted from 1 (from -1 at the end); empty when there are fewer; the n-th character when the separator is empty",
    arguments: [3, 3],
    compile: (args) => {
      const [value, separator, n] = [textOf(args, 0), textOf(args, 1), whole(argument(args, 2))];
      // Without a separator the engine splits between bytes.
      const parts = sql`if(${separator} = '', extractAll(${value}, '(?s).'), splitByString(${separator}, ${value}))`;
      return { sql: sql`${parts}[if(${n} = 0, 2147483647, ${n})]`, type: "string" };
    },
  },
  {
    name: "tostring",
    syntax: "tostring(value)",
    summary: "as text",
    arguments: [1, 1],
    compile: (args) => ({ sql: textOf(args, 0), type: "string" }),
  },
];
