// Removes what the rules no longer keep: whole partitions where that is possible, else the records in them.

import { isStump, type RemovedRange, removedRanges } from "../audit/removed-ranges.js";
import type { Engine } from "../engine/engine.js";
import { empty, sql, type Sql, text, timestamp } from "../query/sql.js";
import type { RecordTables } from "../schema/record-tables.js";
import { datasetPartitions, type Partition } from "./partitions.js";
import type { RetentionRule, RetentionRules } from "./retention-rule.js";

const dayMs = 86_400_000;

/** Where the records are. */
interface RetentionTarget {
  engine: Engine;
  tables: RecordTables;
  /** @see StoreHooks.sealRemoval */
  sealRemoval?: ((ranges: readonly RemovedRange[]) => Promise<boolean>) | undefined;
}

/** Records of one partition that go: all of the dataset, or those that are older. */
interface Removal {
  partition: Partition;
  olderThanMs?: number;
}

/** Removes the records that the rules do not keep at the time `nowMs`; gives the number of records removed. */
export async function applyRetention(target: RetentionTarget, rules: RetentionRules, nowMs: number): Promise<number> {
  let removed = 0;
  // The audit chain has conditions of its own: it comes last, so that they hold nothing else up.
  const ordered = Object.entries(rules).toSorted(([a], [b]) => Number(a === "audit") - Number(b === "audit"));
  for (const [dataset, rule] of ordered) {
    const removals = await chooseRemovals(target, dataset, rule, nowMs);
    removed += dataset === "audit" ? await removeAudit(target, removals) : await removeAll(target, dataset, removals);
  }
  return removed;
}

async function chooseRemovals(
  target: RetentionTarget,
  dataset: string,
  rule: RetentionRule,
  nowMs: number,
): Promise<Removal[]> {
  const partitions = await datasetPartitions(target.engine, target.tables, dataset);
  const cutoffMs = rule.days === undefined ? Number.NEGATIVE_INFINITY : nowMs - rule.days * dayMs;
  const old = partitions.filter(({ span }) => span.toMs <= cutoffMs);
  const young = partitions.filter(({ span }) => span.toMs > cutoffMs);
  const large = rule.bytes === undefined ? [] : beyondBytes(young, rule.bytes);
  const mixed = young.filter(
    (partition) => !large.includes(partition) && isWide(partition) && partition.span.fromMs < cutoffMs,
  );
  return [
    ...[...old, ...large].map((partition) => ({ partition })),
    ...mixed.map((partition) => ({ partition, olderThanMs: cutoffMs })),
  ];
}

/** The oldest partitions that are too much; the newest stays, whatever its size. */
function beyondBytes(partitions: Partition[], bytesMax: number): Partition[] {
  let excess = partitions.reduce((sum, { bytes }) => sum + bytes, 0) - bytesMax;
  return partitions.slice(0, -1).filter(({ bytes }) => {
    if (excess <= 0) return false;
    excess -= bytes;
    return true;
  });
}

/** Longer than a day: waiting until all of it is old would keep some records for months too long. */
function isWide({ span }: Partition): boolean {
  return span.toMs - span.fromMs > dayMs;
}

/**
 * A signed record stands for what is removed before it is gone, and stays. What has come into the partitions meanwhile
 * is not in that record: then everything waits for the next run.
 */
async function removeAudit(target: RetentionTarget, removals: readonly Removal[]): Promise<number> {
  const { engine, tables, sealRemoval } = target;
  if (sealRemoval === undefined) return removeAll(target, "audit", removals);
  const conditions = removals.map((removal) => conditionOf("audit", removal));
  const { ranges, records } = await removedRanges(engine, tables, conditions);
  if (records === 0) return 0;
  if (ranges.length > 0 && !(await sealRemoval(ranges))) return 0;
  const now = await removedRanges(engine, tables, conditions);
  return now.records === records ? removeAll(target, "audit", removals, sql` AND NOT ${isStump}`) : 0;
}

async function removeAll(
  target: RetentionTarget,
  dataset: string,
  removals: readonly Removal[],
  but: Sql = empty,
): Promise<number> {
  let removed = 0;
  for (const removal of removals) removed += await remove(target, dataset, removal, but);
  return removed;
}

function conditionOf(dataset: string, { partition, olderThanMs }: Removal): Sql {
  const condition = sql`_partition_id = ${text(partition.id)} AND dataset = ${text(dataset)}`;
  if (olderThanMs === undefined) return condition;
  return sql`${condition} AND ts < ${timestamp(BigInt(olderThanMs) * 1_000_000n)}`;
}

async function remove(target: RetentionTarget, dataset: string, removal: Removal, but: Sql): Promise<number> {
  const { engine, tables } = target;
  const { partition, olderThanMs } = removal;
  const where = sql`${conditionOf(dataset, removal)}${but}`;
  const { rows } = await engine.query("admin", sql`SELECT count() FROM ${tables.all} WHERE ${where}`);
  const records = Number(rows[0]?.[0]);
  if (records === 0) return 0;
  const isWhole = olderThanMs === undefined && partition.alone && records >= partition.records;
  const { local, change } = tables;
  if (isWhole)
    await change((onCluster) => sql`ALTER TABLE ${local}${onCluster} DROP PARTITION ID ${text(partition.id)}`);
  else await change((onCluster) => sql`DELETE FROM ${local}${onCluster} WHERE ${where}`);
  return records;
}
