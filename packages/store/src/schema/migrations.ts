// Steps from each schema that was ever released to the present one. The number stands in the table's comment.

import type { Engine } from "../engine/engine.js";
import { StoreError } from "../errors.js";
import { integer, sql, text } from "../query/sql.js";
import { createLogsView } from "./logs-view.js";
import type { RecordTables } from "./record-tables.js";

/** Brings a schema from the version before to its own. Running it twice must do no harm: it may have been cut off. */
export interface Migration {
  version: number;
  run(tables: RecordTables): Promise<void>;
}

/** In order; the last one's version is the present schema's. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    async run(tables) {
      await tables.create();
      await tables.change((onCluster) => createLogsView(tables.all, onCluster, []));
    },
  },
  {
    version: 2,
    run: (tables) => tables.createNews(),
  },
];

/** Version of the schema that this release writes. */
export const schemaVersion: number = migrations.at(-1)?.version ?? 0;

const commentPattern = /^cordwood schema (\d+)$/;

/** The least version of all servers that answer; 0 where one has no table yet. */
async function readVersion(engine: Engine, { localName, systemOfServers, serverKey }: RecordTables): Promise<number> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT anyIf(comment, name = ${text(localName)} AND database = currentDatabase()) AS found FROM ${systemOfServers("tables")} GROUP BY ${serverKey}`,
  );
  return Math.min(...rows.map(([comment]) => Number(commentPattern.exec(String(comment))?.[1] ?? 0)));
}

/** Where to migrate, and what is known before. */
interface MigrationPlace {
  engine: Engine;
  tables: RecordTables;
  /** Path or address, for errors. */
  place: string;
  /** Whether the table must be there already. */
  expectTable: boolean;
}

/**
 * Creates or migrates the schema.
 * @throws StoreError `CW_STORE_NEWER` when a later release has changed it, `CW_STORE_CORRUPT` when it should be there and
 * is not.
 */
export async function migrate(
  { engine, tables, place, expectTable }: MigrationPlace,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const found = await readVersion(engine, tables);
  const known = steps.at(-1)?.version ?? 0;
  if (found > known) throw new StoreError("CW_STORE_NEWER", { path: place, found, known });
  if (found === 0 && expectTable) {
    throw new StoreError("CW_STORE_CORRUPT", { path: place, reason: "the table of records is not there" });
  }
  for (const step of steps.filter(({ version }) => version > found)) {
    await step.run(tables);
    const comment = sql`MODIFY COMMENT 'cordwood schema ${integer(step.version)}'`;
    await tables.change((onCluster) => sql`ALTER TABLE ${tables.local}${onCluster} ${comment}`);
  }
}
