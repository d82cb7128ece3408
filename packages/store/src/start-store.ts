// What both kinds of store do once their engine answers: schema, columns, retention.

import { ClickHouseStore } from "./clickhouse-store.js";
import type { Engine } from "./engine/engine.js";
import { StoreError } from "./errors.js";
import { CountedStore } from "./facts/counted-store.js";
import { FactBook } from "./facts/fact-book.js";
import type { StoreFacts } from "./facts/store-facts.js";
import { ForeignChunks } from "./foreign-chunks.js";
import { columnReloadMs, newsEveryMs, retentionEveryMs } from "./limits.js";
import { LiveFeed } from "./live-feed.js";
import type { StoreHooks, StoreSettings } from "./options.js";
import { PeriodicTask } from "./periodic-task.js";
import { sql, text } from "./query/sql.js";
import { applyRetention } from "./retention/apply-retention.js";
import { AttributeColumns } from "./schema/attribute-columns.js";
import { migrate } from "./schema/migrations.js";
import type { RecordTables } from "./schema/record-tables.js";
import type { Store } from "./store.js";

/** What a store is started from. */
export interface StoreStart {
  engine: Engine;
  settings: StoreSettings;
  hooks: StoreHooks;
  /** Path or address, for errors. */
  place: string;
  /** Whether the table must be there already; its absence is an error then. */
  expectTable: boolean;
  kind: StoreFacts["kind"];
  tables: RecordTables;
  /** Other processes may use the same tables. */
  shared: boolean;
}

/** Brings the schema up to date and gives the store. */
export async function startStore(start: StoreStart): Promise<Store> {
  const { engine, tables, settings, kind, place, expectTable, shared } = start;
  await migrate({ engine, tables, place, expectTable });
  await reportBrokenParts(start);
  const columns = await AttributeColumns.load({ engine, tables, shared });
  const feed = new LiveFeed();
  const tasks = [...startRetention(start), ...startReload(columns, start), ...startNews(feed, start)];
  const store = new ClickHouseStore({ engine, columns, database: settings.database, tasks, feed });
  return new CountedStore(store, new FactBook({ engine, tables, kind }));
}

/** The engine sets parts aside that it cannot read, and goes on without them; somebody must know. */
async function reportBrokenParts({ engine, tables, place, hooks }: StoreStart): Promise<void> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT count() FROM ${tables.system("detached_parts")}
WHERE database = currentDatabase() AND table = ${text(tables.localName)} AND startsWith(reason, 'broken')`,
  );
  const parts = Number(rows[0]?.[0]);
  if (parts > 0) hooks.onProblem?.(new StoreError("CW_STORE_PARTS_BROKEN", { place, parts }));
}

function startRetention({ engine, tables, settings, hooks }: StoreStart): PeriodicTask[] {
  if (Object.keys(settings.retention).length === 0) return [];
  const work = (): Promise<number> =>
    applyRetention({ engine, tables, sealRemoval: hooks.sealRemoval }, settings.retention, Date.now());
  return [new PeriodicTask(work, retentionEveryMs, hooks.onProblem)];
}

function startReload(columns: AttributeColumns, { engine, tables, place, shared, hooks }: StoreStart): PeriodicTask[] {
  if (!shared) return [];
  const work = async (): Promise<void> => {
    // A server of a cluster may have been set up anew, and has no tables then.
    if (tables.shards().length > 0) await migrate({ engine, tables, place, expectTable: false }).catch(unlessNewer);
    await columns.reload();
    if (tables.shards().length > 0) await columns.complete();
  };
  return [new PeriodicTask(work, columnReloadMs, hooks.onProblem)];
}

/** A later release beside this one is met at the start; while running it is no news every few seconds. */
function unlessNewer(error: unknown): void {
  if (!(error instanceof StoreError && error.code === "CW_STORE_NEWER")) throw error;
}

function startNews(feed: LiveFeed, { engine, tables, shared, hooks }: StoreStart): PeriodicTask[] {
  if (!shared) return [];
  const foreign = new ForeignChunks(engine, tables.news, feed);
  return [new PeriodicTask(() => foreign.look(), newsEveryMs, hooks.onProblem)];
}
