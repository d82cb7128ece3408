// The columns of a record as the engine holds them, and how a row of the answer is made of them. Each function in a
// statement costs the engine time before it reads anything: a search for one record took 18 ms with ids, times and the
// map of attributes made by the engine, and takes 10 ms with them made here.

import { formatId } from "./record-id.js";
import type { ResultColumn } from "./result-column.js";
import type { OwnAttribute } from "./schema.js";
import { type Sql, sql } from "./sql.js";

/** One column of the answer, and the columns of the engine that it is made of. */
export interface RecordColumn {
  column: ResultColumn;
  outputs: readonly Sql[];
  /** Makes the value of those of `outputs`. */
  read: (values: readonly unknown[]) => unknown;
}

/** A column that is one of the engine's, as it is. */
export function sameColumn(column: ResultColumn, output: Sql): RecordColumn {
  return { column, outputs: [output], read: ([value]) => value };
}

/** Fields that every record has and that are made here. */
const made: Readonly<Record<string, RecordColumn>> = {
  id: {
    column: { name: "id", type: "string" },
    outputs: [sql`chunk`, sql`seq`],
    read: ([chunk, seq]) => formatId(BigInt(String(chunk)), Number(seq)),
  },
  time: { column: { name: "time", type: "time" }, outputs: [sql`ts`], read: readTime },
  severity: sameColumn({ name: "severity", type: "number" }, sql`severity`),
};

/** The column of a field that every record has, where it is not the engine's column of the same name. */
export function madeColumn(name: string): RecordColumn | undefined {
  return Object.hasOwn(made, name) ? made[name] : undefined;
}

/** ISO 8601, whether the session writes times so (`date_time_output_format`) or with a space and no zone. */
function readTime([time]: readonly unknown[]): string {
  const text = String(time).replace(" ", "T");
  return text.endsWith("Z") ? text : `${text}Z`;
}

const attributes = { name: "attributes", type: "map" } as const;

/** All attributes: those of the map, and those with a column of their own where it is not empty. */
export function attributesColumn(own: readonly OwnAttribute[]): RecordColumn {
  const values = named(own);
  const read = ([map, ...rest]: readonly unknown[]): unknown => ({ ...(map as object), ...values.read(rest) });
  return { column: attributes, outputs: [sql`attributes`, ...values.outputs], read };
}

/** The attributes of these names, where they are not empty. */
export function namedAttributes(own: readonly OwnAttribute[]): RecordColumn {
  return { column: attributes, ...named(own) };
}

function named(own: readonly OwnAttribute[]): { outputs: Sql[]; read: (values: readonly unknown[]) => object } {
  return {
    outputs: own.map(({ value }) => value),
    read: (values) => {
      const pairs = own.map(({ name }, index): [string, unknown] => [name, values[index]]);
      return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
    },
  };
}

/** The columns of the engine, and the rows of the answer that are made of its rows. */
export function readColumns(columns: readonly RecordColumn[]): {
  outputs: Sql[];
  read: (rows: readonly unknown[][]) => unknown[][];
} {
  let end = 0;
  const places = columns.map((each) => ({ each, from: end, to: (end += each.outputs.length) }));
  return {
    outputs: columns.flatMap(({ outputs }) => outputs),
    read: (rows) => rows.map((row) => places.map(({ each, from, to }) => each.read(row.slice(from, to)))),
  };
}
