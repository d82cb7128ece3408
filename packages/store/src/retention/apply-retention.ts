// Removes what the rules no longer keep: whole partitions where that is possible, else the records in them.

import type { Engine } from "../engine/engine.js";
import { sql, type Sql, text, timestamp } from "../query/sql.js";
import type { RecordTables } from "../schema/record-tables.js";
import { datasetPartitions, type Partition } from "./partitions.js";
import type { RetentionRule, RetentionRules } from "./retention-rule.js";

const dayMs = 86_400_000;

/** Where the records are. */
interface RetentionTarget {
  engine: Engine;
  tables: RecordTables;
}

/** Removes the records that the rules do not keep at the time `nowMs`; gives the number of records removed. */
export async function applyRetention(target: RetentionTarget, rules: RetentionRules, nowMs: number): Promise<number> {
  let removed = 0;
  for (const [dataset, rule] of Object.entries(rules)) removed += await applyRule(target, dataset, rule, nowMs);
  return removed;
}

async function applyRule(
  target: RetentionTarget,
  dataset: string,
  rule: RetentionRule,
  nowMs: number,
): Promise<number> {
  const partitions = await datasetPartitions(target.engine, target.tables, dataset);
  const cutoffMs = rule.days === undefined ? Number.NEGATIVE_INFINITY : nowMs - rule.days * dayMs;
  const old = partitions.filter(({ span }) => span.toMs <= cutoffMs);
  const young = partitions.filter(({ span }) => span.toMs > cutoffMs);
  const large = rule.bytes === undefined ? [] : beyondBytes(young, rule.bytes);
  let removed = 0;
  for (const partition of [...old, ...large]) removed += await removePartition(target, dataset, partition);
  const mixed = young.filter(
    (partition) => !large.includes(partition) && isWide(partition) && partition.span.fromMs < cutoffMs,
  );
  for (const partition of mixed) removed += await removeOlder(target, dataset, partition, cutoffMs);
  return removed;
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

async function removePartition({ tables }: RetentionTarget, dataset: string, partition: Partition): Promise<number> {
  const { local, change } = tables;
  const id = text(partition.id);
  const some = sql`WHERE _partition_id = ${id} AND dataset = ${text(dataset)}`;
  if (partition.alone) await change((onCluster) => sql`ALTER TABLE ${local}${onCluster} DROP PARTITION ID ${id}`);
  else await change((onCluster) => sql`DELETE FROM ${local}${onCluster} ${some}`);
  return partition.records;
}

async function removeOlder(
  { engine, tables }: RetentionTarget,
  dataset: string,
  { id }: Partition,
  cutoffMs: number,
): Promise<number> {
  const cutoff = timestamp(BigInt(cutoffMs) * 1_000_000n);
  const where = sql`_partition_id = ${text(id)} AND dataset = ${text(dataset)} AND ts < ${cutoff}`;
  const { rows } = await engine.query("admin", sql`SELECT count() FROM ${tables.all} WHERE ${where}`);
  const records = Number(rows[0]?.[0]);
  const remove = (onCluster: Sql): Sql => sql`DELETE FROM ${tables.local}${onCluster} WHERE ${where}`;
  if (records > 0) await tables.change(remove);
  return records;
}
