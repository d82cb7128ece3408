import type { Engine } from "./engine/engine.js";
import { fieldsMax, fieldsSampleMax, fieldsSampleMin } from "./limits.js";
import { baseFields } from "./query/index.js";
import { integer, list, type Sql, sql } from "./query/sql.js";
import { storedRows, takeSample } from "./sampling.js";
import type { Selection } from "./selection.js";
import { partialOf } from "./partial.js";
import type { FieldList, FieldSummary } from "./store.js";

/** From where on a sample will do. */
export interface FieldsSampling {
  /** Records that are looked at, about. */
  recordsMax: number;
  /** Records of a sample that are enough; below, the selection is rare, and looked at itself. */
  recordsMin: number;
}

const usual: FieldsSampling = { recordsMax: fieldsSampleMax, recordsMin: fieldsSampleMin };

/**
 * The fields that occur in the selected records, base fields first, then attributes by frequency. Where the store holds
 * more than {@link fieldsSampleMax} records the shares are estimates from a sample, and say so.
 */
export async function queryFields(
  engine: Engine,
  selection: Selection,
  signal?: AbortSignal,
  sampling: FieldsSampling = usual,
): Promise<FieldList> {
  const rows = selection.stored ? await storedRows(engine, signal) : 0;
  const factor = Math.ceil(rows / sampling.recordsMax);
  if (factor > 1) {
    const sampled = await look(engine, takeSample(selection, factor), sampling.recordsMax, signal);
    if (sampled.records >= sampling.recordsMin) return estimated(sampled.list);
  }
  const { records, list: found } = await look(engine, selection, sampling.recordsMax, signal);
  return records >= sampling.recordsMax ? estimated(found) : found;
}

const estimated = ({ fields, ...rest }: FieldList): FieldList => ({
  fields: fields.map((field) => Object.assign(field, { approximate: true })),
  ...rest,
});

async function look(
  engine: Engine,
  selection: Selection,
  recordsMax: number,
  signal?: AbortSignal,
): Promise<{ records: number; list: FieldList }> {
  const [base, attributes] = await Promise.all([
    engine.query("read", baseStatement(selection, recordsMax), signal),
    engine.query("read", attributesStatement(selection, recordsMax), signal),
  ]);
  const [records = 0, ...present] = (base.rows[0] ?? []).map(Number);
  const partial = partialOf(base.stats, attributes.stats);
  if (records === 0) return { records, list: { fields: [], ...partial } };
  const fields = [...baseSummaries(records, present), ...attributes.rows.map((row) => attributeSummary(records, row))];
  return { records, list: { fields, ...partial } };
}

function some({ source, where }: Selection, columns: Sql, recordsMax: number): Sql {
  return sql`(SELECT ${columns} FROM ${source} WHERE ${where} LIMIT ${integer(recordsMax)})`;
}

function baseStatement(selection: Selection, recordsMax: number): Sql {
  const flags = baseFields.map((name) => selection.resolve(name).present);
  const named = flags.map((flag, index) => sql`${flag} AS has${integer(index)}`);
  const sums = flags.map((_, index) => sql`countIf(has${integer(index)})`);
  return sql`SELECT count(), ${list(sums)} FROM ${some(selection, list(named), recordsMax)}`;
}

function attributesStatement(selection: Selection, recordsMax: number): Sql {
  const all = sql`${selection.attributes} AS all`;
  return sql`SELECT name, count() AS records, countIf(isNotNull(toFloat64OrNull(value))), countIf(value IN ('true', 'false'))
FROM ${some(selection, all, recordsMax)} ARRAY JOIN mapKeys(all) AS name, mapValues(all) AS value
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
