import type { Engine } from "./engine/engine.js";
import { fieldsMax, fieldsSampleMax } from "./limits.js";
import { baseFields } from "./query/index.js";
import { integer, list, type Sql, sql } from "./query/sql.js";
import type { Selection } from "./selection.js";
import type { FieldSummary } from "./store.js";

/**
 * The fields that occur in the selected records, base fields first, then attributes by frequency. Above
 * {@link fieldsSampleMax} records the shares are those of a sample.
 */
export async function queryFields(engine: Engine, selection: Selection, signal?: AbortSignal): Promise<FieldSummary[]> {
  const [base, attributes] = await Promise.all([
    engine.query("read", baseStatement(selection), signal),
    engine.query("read", attributesStatement(selection), signal),
  ]);
  const [records = 0, ...present] = (base.rows[0] ?? []).map(Number);
  if (records === 0) return [];
  return [...baseSummaries(records, present), ...attributes.rows.map((row) => attributeSummary(records, row))];
}

function sample({ source, where }: Selection, columns: Sql): Sql {
  return sql`(SELECT ${columns} FROM ${source} WHERE ${where} LIMIT ${integer(fieldsSampleMax)})`;
}

function baseStatement(selection: Selection): Sql {
  const flags = baseFields.map((name) => selection.resolve(name).present);
  const named = flags.map((flag, index) => sql`${flag} AS has${integer(index)}`);
  const sums = flags.map((_, index) => sql`countIf(has${integer(index)})`);
  return sql`SELECT count(), ${list(sums)} FROM ${sample(selection, list(named))}`;
}

function attributesStatement(selection: Selection): Sql {
  const all = sql`${selection.attributes} AS all`;
  return sql`SELECT name, count() AS records, countIf(isNotNull(toFloat64OrNull(value))), countIf(value IN ('true', 'false'))
FROM ${sample(selection, all)} ARRAY JOIN mapKeys(all) AS name, mapValues(all) AS value
GROUP BY name ORDER BY records DESC, name LIMIT ${integer(fieldsMax)}`;
}

const baseTypes: Readonly<Record<string, FieldSummary["type"]>> = { time: "time", severity: "number" };

function baseSummaries(records: number, present: number[]): FieldSummary[] {
  return baseFields
    .map((name, index) => ({ name, type: baseTypes[name] ?? "string", share: (present[index] ?? 0) / records }))
    .filter(({ share }) => share > 0);
}

function attributeSummary(total: number, [name, count, numbers, booleans]: unknown[]): FieldSummary {
  const records = Number(count);
  const type = Number(numbers) === records ? "number" : Number(booleans) === records ? "boolean" : "string";
  return { name: String(name), type, share: records / total };
}
