// The one module that makes SQL. A value from outside becomes a typed query parameter, never text.

declare const brand: unique symbol;

type Part = string | Parameter;

/** A value that travels beside the SQL text, with the engine's type for it. */
interface Parameter {
  readonly value: ParameterValue;
  readonly type: string;
}

/** What a query parameter may hold. */
export type ParameterValue = string | number | boolean | readonly string[];

/** A piece of SQL that is safe by construction: constant text of this program, identifiers and typed parameters. */
export interface Sql {
  readonly [brand]: true;
  readonly parts: readonly Part[];
}

/** SQL text with `{p0:String}` parameters, and their values, as `@clickhouse/client` takes them. */
export interface RenderedSql {
  text: string;
  params: Record<string, ParameterValue>;
}

function make(parts: readonly Part[]): Sql {
  // The brand exists for the type checker only.
  return { parts } as Sql;
}

/**
 * Tag for SQL text. Only other {@link Sql} may be interpolated:
 * sql`SELECT ${column} FROM ${table} WHERE ${column} = ${text(value)}`.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly Sql[]): Sql {
  const parts: Part[] = [];
  for (const [index, literal] of strings.entries()) {
    if (literal !== "") parts.push(literal);
    const value = values[index];
    if (value !== undefined) parts.push(...value.parts);
  }
  return make(parts);
}

/** Sql that says nothing. */
export const empty: Sql = make([]);

/** A text value as a parameter. NUL, quotes and newlines are kept. */
export function text(value: string): Sql {
  return make([{ value, type: "String" }]);
}

/** A list of texts as a parameter. */
export function textArray(value: readonly string[]): Sql {
  return make([{ value, type: "Array(String)" }]);
}

/** A number as a parameter. Must be finite. */
export function float(value: number): Sql {
  if (!Number.isFinite(value)) throw new RangeError(`an SQL parameter must be a finite number, got ${value}`);
  return make([{ value, type: "Float64" }]);
}

/** A signed 64-bit integer as a parameter. */
export function int64(value: bigint): Sql {
  return make([{ value: BigInt.asIntN(64, value).toString(), type: "Int64" }]);
}

/** An unsigned 64-bit integer as a parameter. */
export function uint64(value: bigint): Sql {
  return make([{ value: BigInt.asUintN(64, value).toString(), type: "UInt64" }]);
}

/** A time in nanoseconds since the epoch. */
export function timestamp(nanoseconds: bigint): Sql {
  return sql`fromUnixTimestamp64Nano(${int64(nanoseconds)}, 'UTC')`;
}

/** A whole number that must stand in the text, as after LIMIT or in a quantile's level. */
export function integer(value: number): Sql {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`expected a whole number, got ${value}`);
  return make([String(value)]);
}

/** A number between 0 and 1 that must stand in the text: a quantile's level. */
export function level(value: number): Sql {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`expected a number from 0 to 1, got ${value}`);
  return make([value.toFixed(6)]);
}

const identifierPattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Name of a table or column of the schema. Throws RangeError when it is not made of letters, digits and `_`. */
export function identifier(name: string): Sql {
  if (!identifierPattern.test(name)) throw new RangeError(`${JSON.stringify(name)} cannot be an SQL identifier`);
  return make([`\`${name}\``]);
}

/**
 * Any text as the name of a column of an answer. Quoted as the engine's own `backQuote` does it: a backslash before
 * backslashes and backquotes, and escapes for what cannot be seen.
 */
export function columnName(name: string): Sql {
  const escapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };
  const escaped = name
    .replaceAll(/[\\`]/g, (found) => `\\${found}`)
    .replaceAll(/[\n\r\t\0]/g, (found) => escapes[found] ?? "");
  return make([`\`${escaped}\``]);
}

/** Joins pieces, with a separator between them. */
function join(pieces: readonly Sql[], separator: Sql): Sql {
  const parts: Part[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) parts.push(...separator.parts);
    parts.push(...piece.parts);
  }
  return make(parts);
}

const comma = sql`, `;
const and = sql` AND `;
const or = sql` OR `;

/** `a, b, c` */
export function list(pieces: readonly Sql[]): Sql {
  return join(pieces, comma);
}

/** `(a AND b)`, `1` of none. */
export function allOf(conditions: readonly Sql[]): Sql {
  return group(conditions, and, sql`1`);
}

/** `(a OR b)`, `0` of none. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return group(conditions, or, sql`0`);
}

function group(conditions: readonly Sql[], operator: Sql, none: Sql): Sql {
  const [first] = conditions;
  if (first === undefined) return none;
  return conditions.length === 1 ? first : sql`(${join(conditions, operator)})`;
}

/** Numbers the parameters and gives the text. Equal parameters are sent once. */
export function render(statement: Sql): RenderedSql {
  const params: Record<string, ParameterValue> = {};
  const names = new Map<string, string>();
  const pieces = statement.parts.map((part) => {
    if (typeof part === "string") return part;
    const key = part.type + JSON.stringify(part.value);
    const name = names.get(key) ?? `p${names.size}`;
    names.set(key, name);
    params[name] = part.value;
    return `{${name}:${part.type}}`;
  });
  return { text: pieces.join(""), params };
}
