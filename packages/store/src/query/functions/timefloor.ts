import { QueryError, type Span } from "../query-error.js";
import { int64, type Sql, sql, text } from "../sql.js";
import { parseDuration } from "../time.js";
import type { Value } from "../value.js";
import { argument, type FunctionDefinition } from "./function-definition.js";

/** The day on which a unit of the calendar begins, for a time in a zone. */
const calendar: Readonly<Record<string, (time: Sql, zone: Sql) => Sql>> = {
  day: (time, zone) => sql`toDate(${time}, ${zone})`,
  week: (time, zone) => sql`toStartOfWeek(${time}, 1, ${zone})`,
  month: (time, zone) => sql`toStartOfMonth(${time}, ${zone})`,
  quarter: (time, zone) => sql`toStartOfQuarter(${time}, ${zone})`,
  year: (time, zone) => sql`toStartOfYear(${time}, ${zone})`,
};

function fail(message: string, position: Span, expected: readonly string[]): never {
  throw new QueryError({ code: "CW_STORE_QUERY_VALUE", message, position, expected });
}

/** A zone of the time zone database, or a fixed offset such as `+05:30`, by the engine's name for it. */
function zoneOf(value: Value | undefined, span: Span): Sql {
  const name = value?.literal ?? "UTC";
  if (/^[+-]\d\d:\d\d$/.test(name)) return text(`Fixed/UTC${name}:00`);
  try {
    return text(new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone);
  } catch {
    return fail(`there is no time zone ${JSON.stringify(name.slice(0, 40))}`, span, ["Europe/Berlin", "+01:00"]);
  }
}

function compile(args: readonly Value[], span: Span): Value {
  const time = argument(args, 0);
  if (time.type !== "time") return fail("timefloor needs a time", span, ["time"]);
  const unit = argument(args, 1).literal ?? "";
  const zone = zoneOf(args[2], span);
  const day = Object.hasOwn(calendar, unit) ? calendar[unit] : undefined;
  if (day !== undefined) {
    return { sql: sql`toTimeZone(toDateTime64(${day(time.sql, zone)}, 9, ${zone}), 'UTC')`, type: "time" };
  }
  const step = parseDuration(unit);
  if (step === undefined || step <= 0n) return fail("timefloor needs a unit", span, ['"30m"', '"day"', '"month"']);
  const offset = sql`toInt64(timezoneOffset(toTimeZone(${time.sql}, ${zone}))) * 1000000000`;
  const local = sql`(toUnixTimestamp64Nano(${time.sql}) + ${offset})`;
  const floor = sql`${local} - positiveModulo(${local}, ${int64(step)}) - ${offset}`;
  return { sql: sql`fromUnixTimestamp64Nano(${floor}, 'UTC')`, type: "time" };
}

/** `timefloor(time, "month", "Europe/Berlin")`. */
export const timefloorFunction: FunctionDefinition = {
  name: "timefloor",
  syntax: 'timefloor(time, "month"[, "Europe/Berlin"])',
  summary: "the beginning of the day, week, month, quarter, year or interval (`30m`) in a time zone",
  arguments: [2, 3],
  compile: (args, { span }) => compile(args, span),
};
