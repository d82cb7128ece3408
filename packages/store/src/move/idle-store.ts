import type { Engine } from "../engine/engine.js";
import { AttributeColumns } from "../schema/attribute-columns.js";
import { migrate } from "../schema/migrations.js";
import type { RecordTables } from "../schema/record-tables.js";
import type { StoreStart } from "../start-store.js";

/** A store of the present schema that does nothing by itself. */
export interface IdleStore {
  engine: Engine;
  tables: RecordTables;
  columns: AttributeColumns;
}

/** Brings the schema up to date, and starts none of a store's own work. */
export async function startIdle({ engine, tables, place, expectTable, shared }: StoreStart): Promise<IdleStore> {
  await migrate({ engine, tables, place, expectTable });
  return { engine, tables, columns: await AttributeColumns.load({ engine, tables, shared }) };
}
