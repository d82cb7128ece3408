// What the query language must know of the table of records: the engine passes it in.

import { identifier, list, type Sql, sql, text } from "./sql.js";

/** Type of a field or of a computed value. */
export type ValueType = "string" | "number" | "boolean" | "time" | "list";

/** Where a field's value is found. */
export interface FieldSource {
  /** The value: String for "string", a number or Nullable(number) for "number", Bool, DateTime64(9, 'UTC'). */
  sql: Sql;
  type: ValueType;
  /** Condition: the record has the field, and it is not empty. */
  present: Sql;
  /** For a text that the engine holds as a number: that number, NULL where the record has none. */
  number?: Sql;
}

/** How records lie in the engine. */
export interface Schema {
  /** The table, or a subquery in parentheses, that has the columns named below. */
  readonly table: Sql;
  /** All attributes of a record as a Map(String, String), those with a column of their own included. */
  readonly attributes: Sql;
  /** Attributes with a column of their own; the map holds the others. */
  readonly promoted: readonly string[];
  /** What these columns hold. */
  readonly own: readonly OwnAttribute[];
  /** Finds any field; a name that is no base field is an attribute. Never throws. */
  resolve(name: string): FieldSource;
}

/** The value of an attribute as a text, '' where a record has none. */
export interface OwnAttribute {
  name: string;
  value: Sql;
}

/** An attribute that has a column of its own. */
export interface PromotedColumn {
  /** Column in the table. */
  column: string;
  type: "string" | "number";
}

/** Columns that hold text, of the same name as the field. */
export const stringColumns = [
  "level",
  "message",
  "service",
  "host",
  "logger",
  "dataset",
  "trace_id",
  "span_id",
  "parse_error",
] as const;

/** Fields that every record has, in the order in which a row shows them. */
export const baseFields: readonly string[] = ["id", "time", "level", "severity", ...stringColumns.slice(1)];

/** The id of a record: 16 hex digits of its chunk and 8 of its number in it, so that ids sort as records were stored. */
const idColumn = sql`concat(leftPad(lower(hex(chunk)), 16, '0'), leftPad(lower(hex(seq)), 8, '0'))`;

function stringSource(column: Sql): FieldSource {
  return { sql: column, type: "string", present: sql`${column} != ''` };
}

function baseSources(): Map<string, FieldSource> {
  const sources = new Map<string, FieldSource>();
  sources.set("id", { sql: idColumn, type: "string", present: sql`1` });
  sources.set("time", { sql: sql`ts`, type: "time", present: sql`1` });
  sources.set("severity", { sql: sql`severity`, type: "number", present: sql`severity != 0` });
  for (const name of stringColumns) sources.set(name, stringSource(identifier(name)));
  return sources;
}

function promotedSource({ column, type }: PromotedColumn): FieldSource {
  const name = identifier(column);
  if (type === "string") return stringSource(name);
  // Attributes are texts, whatever the column: a query must not notice that one has a column of its own.
  const value = sql`ifNull(toString(${name}), '')`;
  return { sql: value, type: "string", number: name, present: sql`isNotNull(${name})` };
}

function attributeSource(name: string): FieldSource {
  return stringSource(sql`attributes[${text(name)}]`);
}

function ownAttributes(promoted: ReadonlyMap<string, PromotedColumn>): OwnAttribute[] {
  return [...promoted].map(([name, { column, type }]) => {
    const value = identifier(column);
    return { name, value: type === "string" ? value : sql`ifNull(toString(${value}), '')` };
  });
}

/** Every attribute as a map again: what promoted columns hold is added to the map's content. */
function allAttributes(own: readonly OwnAttribute[]): Sql {
  if (own.length === 0) return sql`attributes`;
  const pairs = own.map(({ name, value }) => sql`${text(name)}, ${value}`);
  const present = sql`mapFilter((k, v) -> v != '', CAST(map(${list(pairs)}) AS Map(LowCardinality(String), String)))`;
  return sql`mapUpdate(attributes, ${present})`;
}

/**
 * The schema of the `logs` table. Promoted string columns hold '' and promoted number columns (Nullable) hold NULL
 * where a record has no such attribute.
 */
export function createSchema(
  table: Sql = identifier("logs"),
  promoted: ReadonlyMap<string, PromotedColumn> = new Map(),
): Schema {
  const base = baseSources();
  const own = ownAttributes(promoted);
  return {
    table,
    attributes: allAttributes(own),
    promoted: [...promoted.keys()],
    own,
    resolve(name: string): FieldSource {
      const column = promoted.get(name);
      return base.get(name) ?? (column === undefined ? attributeSource(name) : promotedSource(column));
    },
  };
}
