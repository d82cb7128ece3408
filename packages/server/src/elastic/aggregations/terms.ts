import { quoteText } from "@cordwood/store/query";
import { argumentError, parsingError } from "../elastic-error.js";
import { isDate, searchField } from "../field-name.js";
import { asList, asObject, asText, type Body, onlyEntry, shown } from "../json-shape.js";
import type { BucketKind, Work } from "./aggregation.js";
import { fieldOf, valuesOf } from "./field-expression.js";
import { bucketsAmong, type InnerMetrics, metricsAmong } from "./inner-metrics.js";
import { byOuter, groupId, type Level, narrowed, statsOf, within } from "./level.js";

/** Values of outer buckets that inner ones are narrowed to; above, inner ones are counted for all values. */
const narrowedMax = 500;

/** Buckets of one list at most: as many rows as a table has. */
const sizeMax = 10_000;

/** `terms`: a bucket for each of the most frequent values of a field. */
export const terms: BucketKind = async (work) => {
  const { aggregation, ask, run } = work;
  const { body, inner } = aggregation;
  const metrics = metricsAmong(inner);
  const key = valuesOf(body, "terms");
  const level = chosen(work, key);
  const depth = level.keys.length;
  const rows = await ask.table(statsOf(level, metrics.columns, ...ordered(body, metrics, level)));
  const kept = [...new Set(rows.map((row) => String(row[depth - 1])))];
  const deeper = kept.length <= narrowedMax ? [`where ${key} in (${kept.map(quoteText).join(", ")})`] : [];
  const buckets = bucketsAmong(inner);
  const inside =
    buckets.length === 0 || rows.length === 0
      ? undefined
      : await run(buckets, { ...level, stages: [...level.stages, ...deeper] });
  const totals = await totalsOf(work, level);
  const asKey = keyReader(body, kept);
  const lists = listsByGroup(rows, depth - 1);
  return (group) => {
    const found = lists.get(groupId(group)) ?? [];
    const bucketOf = (row: readonly unknown[]): Body & { doc_count: number } => ({
      ...asKey(String(row[depth - 1])),
      doc_count: Number(row[depth]),
      ...metrics.read(row.slice(depth + 1)),
      ...inside?.([...group, row[depth - 1]]).answers,
    });
    const answered = found.map((row) => bucketOf(row));
    const counted = answered.reduce((sum, { doc_count: count }) => sum + count, 0);
    const others = Math.max(0, (totals.get(groupId(group)) ?? 0) - counted);
    return { doc_count_error_upper_bound: 0, sum_other_doc_count: others, buckets: answered };
  };
};

/** Rows by the values of their first keys. */
export function listsByGroup(rows: readonly unknown[][], keys: number): Map<string, unknown[][]> {
  const lists = new Map<string, unknown[][]>();
  for (const row of rows) {
    const id = groupId(row.slice(0, keys));
    const list = lists.get(id);
    if (list === undefined) lists.set(id, [row]);
    else list.push(row);
  }
  return lists;
}

/** The records that have a value that is wanted, in groups by it. */
function chosen({ aggregation: { body }, level }: Work, key: string): Level {
  const field = fieldOf(body, "terms");
  const { include, exclude, missing } = body;
  const present = missing === undefined ? narrowed(level, `${searchField(field)}:*`) : level;
  const stages = [...selecting(key, include, ""), ...selecting(key, exclude, "not ")];
  return within(present, key, ...stages);
}

function selecting(key: string, wanted: unknown, not: string): string[] {
  if (wanted === undefined) return [];
  if (typeof wanted === "string")
    return [`where ${not}(${key} ~ /^(?:${wanted.replaceAll(/(?<!\\)\//g, String.raw`\/`)})$/)`];
  if (!Array.isArray(wanted)) throw parsingError("[terms] partitions are not supported here");
  return [`where ${not}(${key} in (${wanted.map((value) => quoteText(asText(value, "terms"))).join(", ")}))`];
}

function ordered(body: Body, metrics: InnerMetrics, level: Level): string[] {
  const { size = 10, min_doc_count: least = 1, order } = body;
  const count = Number(size);
  if (!Number.isInteger(count) || count <= 0 || count > sizeMax)
    throw argumentError(`[size] must be greater than 0 and at most ${sizeMax}. Found [${shown(size)}] in [terms]`);
  const key = `k${level.keys.length - 1}`;
  const keys = asList(order ?? { _count: "desc" }).map((each) => sortKey(each, metrics, key));
  const filter = Number(least) > 1 ? [`where doc_count >= ${Number(least)}`] : [];
  return [...filter, `sort ${[...keys, key].join(", ")}`, `limit ${count}${byOuter(level)}`];
}

function sortKey(order: unknown, metrics: InnerMetrics, key: string): string {
  const [path, direction] = onlyEntry(asObject(order, "order"), "order");
  const column = path === "_count" ? "doc_count" : path === "_key" || path === "_term" ? key : metrics.columnOf(path);
  return `${direction === "asc" ? "" : "-"}${column}`;
}

/** Records of each group that have a value, those beyond the buckets included. */
async function totalsOf({ ask }: Work, level: Level): Promise<Map<string, number>> {
  const rows = await ask.table(statsOf({ ...level, keys: level.keys.slice(0, -1) }, []));
  const depth = level.keys.length - 1;
  return new Map(rows.map((row) => [groupId(row.slice(0, depth)), Number(row[depth])]));
}

/** Values that are all numbers are answered as numbers, as those of a field that is mapped as one. */
function keyReader(body: Body, values: readonly string[]): (value: string) => Body {
  const field = fieldOf(body, "terms");
  if (isDate(field))
    return (value) => ({ key: Date.parse(value), key_as_string: new Date(Date.parse(value)).toISOString() });
  const numbers = values.length > 0 && values.every((value) => value !== "" && String(Number(value)) === value);
  return (value) => ({ key: numbers ? Number(value) : value });
}
