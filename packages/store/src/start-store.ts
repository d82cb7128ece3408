// What both kinds of store do once their engine answers: schema, columns, retention.

import { ClickHouseStore } from "./clickhouse-store.js";
import type { Engine } from "./engine/engine.js";
import { StoreError } from "./errors.js";
import { columnReloadMs, retentionEveryMs } from "./limits.js";
import type { StoreHooks, StoreSettings } from "./options.js";
import { PeriodicTask } from "./periodic-task.js";
import { identifier, sql, text } from "./query/sql.js";
import { applyRetention } from "./retention/apply-retention.js";
import { AttributeColumns } from "./schema/attribute-columns.js";
import { migrate, recordsTable } from "./schema/migrations.js";
import type { Store } from "./store.js";

/** What a store is started from. */
interface StoreStart {
  engine: Engine;
  settings: StoreSettings;
  hooks: StoreHooks;
  /** Path or address, for errors. */
  place: string;
  /** Whether the table must be there already; its absence is an error then. */
  expectTable: boolean;
  /** Other processes may use the same table. */
  shared: boolean;
}

/** Brings the schema up to date and gives the store. */
export async function startStore(start: StoreStart): Promise<Store> {
  const { engine, settings, hooks, place, expectTable, shared } = start;
  const table = identifier(recordsTable);
  await migrate({ engine, table, place, expectTable });
  await reportBrokenParts(engine, place, hooks);
  const columns = await AttributeColumns.load({ engine, table, tableName: recordsTable, shared });
  const tasks = [...startRetention(start), ...startReload(columns, start)];
  return new ClickHouseStore({ engine, columns, database: settings.database, tasks });
}

/** The engine sets parts aside that it cannot read, and goes on without them; somebody must know. */
async function reportBrokenParts(engine: Engine, place: string, hooks: StoreHooks): Promise<void> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT count() FROM system.detached_parts
WHERE database = currentDatabase() AND table = ${text(recordsTable)} AND startsWith(reason, 'broken')`,
  );
  const parts = Number(rows[0]?.[0]);
  if (parts > 0) hooks.onProblem?.(new StoreError("CW_STORE_PARTS_BROKEN", { place, parts }));
}

function startRetention({ engine, settings, hooks }: StoreStart): PeriodicTask[] {
  if (Object.keys(settings.retention).length === 0) return [];
  const target = { engine, table: identifier(recordsTable), tableName: recordsTable };
  const work = (): Promise<number> => applyRetention(target, settings.retention, Date.now());
  return [new PeriodicTask(work, retentionEveryMs, hooks.onProblem)];
}

function startReload(columns: AttributeColumns, { shared, hooks }: StoreStart): PeriodicTask[] {
  return shared ? [new PeriodicTask(() => columns.reload(), columnReloadMs, hooks.onProblem)] : [];
}
