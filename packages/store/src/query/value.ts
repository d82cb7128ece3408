// Conversions between the types of the language. A text that is no number becomes NULL as a number; NULL becomes ''.

import type { ValueType } from "./schema.js";
import { type Sql, sql } from "./sql.js";

/** A typed piece of SQL. */
export interface Value {
  sql: Sql;
  type: ValueType;
  /** Text of a literal that stood in quotes. */
  literal?: string;
  /** For a text that the engine holds as a number: that number. */
  number?: Sql;
  /** For the level of a record: the severity that orders it. */
  severity?: Sql;
}

/** As a number, NULL where it is none. Times count seconds since the epoch, lists their length. */
export function toNumber(value: Value): Sql {
  if (value.number !== undefined) return value.number;
  const conversions: Record<ValueType, Sql> = {
    string: sql`toFloat64OrNull(${value.sql})`,
    number: value.sql,
    boolean: sql`toFloat64(${value.sql})`,
    time: sql`(toUnixTimestamp64Nano(${value.sql}) / 1000000000)`,
    list: sql`toFloat64(length(${value.sql}))`,
  };
  return conversions[value.type];
}

/** As text, '' for NULL. */
export function toText(value: Value): Sql {
  const conversions: Record<ValueType, Sql> = {
    string: value.sql,
    number: sql`ifNull(toString(${value.sql}), '')`,
    boolean: sql`if(${value.sql}, 'true', 'false')`,
    time: isoTime(value.sql),
    list: sql`arrayStringConcat(${value.sql}, ', ')`,
  };
  return conversions[value.type];
}

/** As a condition: not zero, not false, not the texts '', '0' and 'false'. */
export function toCondition(value: Value): Sql {
  const conversions: Record<ValueType, Sql> = {
    string: sql`(${value.sql} NOT IN ('', '0', 'false'))`,
    number: sql`(ifNull(${value.sql}, 0) != 0)`,
    boolean: value.sql,
    time: sql`1`,
    list: sql`notEmpty(${value.sql})`,
  };
  return conversions[value.type];
}

/** ISO 8601 with nanoseconds, UTC. */
export function isoTime(time: Sql): Sql {
  return sql`concat(replaceOne(toString(${time}), ' ', 'T'), 'Z')`;
}

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** The number that a text is, as the engine's toFloat64OrNull sees it; undefined when it is none. */
export function numberOf(value: string): number | undefined {
  if (value.length > 64 || !number.test(value)) return undefined;
  const result = Number(value);
  return Number.isFinite(result) ? result : undefined;
}

/** Whether a number can be compared exactly: longer ones are identifiers made of digits, compared as text. */
export function isExactNumber(value: string): boolean {
  return (
    value
      .replace(/[eE].*$/, "")
      .replace(/\D/g, "")
      .replace(/^0+/, "").length <= 15
  );
}
