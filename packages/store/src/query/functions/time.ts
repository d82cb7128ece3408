import { QueryError, type Span } from "../query-error.js";
import { type Sql, sql, timestamp } from "../sql.js";
import { parseTime } from "../time.js";
import type { Value } from "../value.js";
import { argument, type FunctionDefinition } from "./function-definition.js";
import { timefloorFunction } from "./timefloor.js";

function timeOf(args: readonly Value[], span: Span): Sql {
  const value = argument(args, 0);
  if (value.type === "time") return value.sql;
  const message = "this function needs a time";
  throw new QueryError({ code: "CW_STORE_QUERY_VALUE", message, position: span, expected: ["time", "now()"] });
}

/** Functions on times. */
export const timeFunctions: readonly FunctionDefinition[] = [
  {
    name: "now",
    syntax: "now()",
    summary: "the time at which the query began",
    arguments: [0, 0],
    compile: (_args, { scope }) => ({ sql: timestamp(scope.now), type: "time" }),
  },
  {
    name: "totime",
    syntax: 'totime("2026-01-31")',
    summary: "the time that a text in quotes names, in any form that a range takes",
    arguments: [1, 1],
    compile: (args, { scope, span }) => {
      const { literal = "", type, sql: value } = argument(args, 0);
      if (type === "time") return { sql: value, type };
      const time = parseTime(literal, scope.now);
      if (time !== undefined) return { sql: timestamp(time), type: "time" };
      const expected = ['totime("2026-01-31T10:00:00Z")', 'totime("now-15m")'];
      const message = "totime needs a time in quotes";
      throw new QueryError({ code: "CW_STORE_QUERY_TIME", message, position: span, expected });
    },
  },
  {
    name: "hour",
    syntax: "hour(time)",
    summary: "hour of the day, 0 to 23, UTC",
    arguments: [1, 1],
    compile: (args, { span }) => ({ sql: sql`toFloat64(toHour(${timeOf(args, span)}))`, type: "number" }),
  },
  {
    name: "weekday",
    syntax: "weekday(time)",
    summary: "day of the week, 1 (Monday) to 7, UTC",
    arguments: [1, 1],
    compile: (args, { span }) => ({ sql: sql`toFloat64(toDayOfWeek(${timeOf(args, span)}))`, type: "number" }),
  },
  timefloorFunction,
];
