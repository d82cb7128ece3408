import { argumentError, parsingError } from "../elastic-error.js";
import { searchField } from "../field-name.js";
import { asObject, type Body } from "../json-shape.js";
import type { BucketKind } from "./aggregation.js";
import { fieldOf } from "./field-expression.js";
import { bucketsAmong, metricsAmong } from "./inner-metrics.js";
import { groupId, narrowed, statsOf, within } from "./level.js";
import { bucketsInOrder } from "./ordered-buckets.js";
import { listsByGroup } from "./terms.js";

/** `histogram`: a bucket for each interval of a number. */
export const histogram: BucketKind = async ({ aggregation, level, ask, run }) => {
  const { body, inner } = aggregation;
  const width = Number(body["interval"]);
  if (!(width > 0)) throw argumentError("[interval] must be >0 for histogram aggregation");
  if (body["offset"] !== undefined || body["hard_bounds"] !== undefined)
    throw parsingError("[histogram] offset and hard_bounds are not supported here");
  const field = searchField(fieldOf(body, "histogram"));
  const metrics = metricsAmong(inner);
  const grouped = within(
    narrowed(level, `${field}:*`),
    `bin(${field}, ${width})`,
    `where tonumber(${field}) = tonumber(${field})`,
  );
  const rows = await ask.table(statsOf(grouped, metrics.columns));
  const buckets = bucketsAmong(inner);
  const inside = buckets.length === 0 || rows.length === 0 ? undefined : await run(buckets, grouped);
  const depth = level.keys.length;
  const lists = listsByGroup(rows, depth);
  const bounds = boundsOf(body, width);
  // Counted in steps, so that no rounding adds up.
  const next = (key: number): number => (Math.round(key / width) + 1) * width;
  return (group) => {
    const bucketOf = (row: readonly unknown[]): Body => ({
      key: Number(row[depth]),
      doc_count: Number(row[depth + 1]),
      ...metrics.read(row.slice(depth + 2)),
      ...inside?.([...group, row[depth]]).answers,
    });
    const found = (lists.get(groupId(group)) ?? []).map((row) => bucketOf(row));
    const empty = (key: number): Body => ({
      key,
      doc_count: 0,
      ...metrics.read([]),
      ...inside?.([...group, null]).answers,
    });
    return { buckets: bucketsInOrder(found, { body, next, bounds, empty }) };
  };
};

function boundsOf(body: Body, width: number): readonly [number, number] | undefined {
  if (body["extended_bounds"] === undefined) return undefined;
  const { min, max } = asObject(body["extended_bounds"], "extended_bounds");
  return [Math.floor(Number(min) / width) * width, Math.floor(Number(max) / width) * width];
}
