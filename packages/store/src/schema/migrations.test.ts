import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Engine } from "../engine/engine.js";
import { sql } from "../query/sql.js";
import { openEngine } from "../testing/open-engine.js";
import { migrate, type Migration, migrations, schemaVersion } from "./migrations.js";
import { type RecordTables, singleTables } from "./record-tables.js";

let directory: string;
let engine: Engine;
let tables: RecordTables;
let place: { tables: RecordTables; place: string; expectTable: boolean };
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-migrations-"));
  engine = openEngine(join(directory, "engine"));
  tables = singleTables(engine, false);
  place = { tables, place: "/data", expectTable: false };
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

async function comment(): Promise<unknown> {
  const { rows } = await engine.query("admin", sql`SELECT comment FROM system.tables WHERE name = 'records'`);
  return rows[0]?.[0];
}

const addColour: Migration = {
  version: schemaVersion + 1,
  run: ({ local, change }) =>
    change(() => sql`ALTER TABLE ${local} ADD COLUMN IF NOT EXISTS colour String DEFAULT 'red'`),
};

test("makes the present schema, and leaves it alone the second time", async () => {
  await migrate({ engine, ...place });
  await migrate({ engine, ...place, expectTable: true });
  expect(await comment()).toBe(`cordwood schema ${schemaVersion}`);
});

test("goes on from each version to the next, keeping the records", async () => {
  await migrate({ engine, ...place });
  await engine.command(sql`INSERT INTO ${tables.local} (message) SELECT 'kept'`);
  await migrate({ engine, ...place }, [...migrations, addColour]);
  const { rows } = await engine.query("read", sql`SELECT message, colour FROM ${tables.local}`);
  expect(rows).toEqual([["kept", "red"]]);
  expect(await comment()).toBe(`cordwood schema ${schemaVersion + 1}`);
});

test.each(migrations.slice(0, -1).map(({ version }) => version))(
  "brings schema %i to the present one",
  async (version) => {
    await migrate({ engine, ...place }, migrations.slice(0, version));
    await engine.command(sql`INSERT INTO ${tables.local} (message) SELECT 'kept'`);
    await migrate({ engine, ...place, expectTable: true });
    expect(await comment()).toBe(`cordwood schema ${schemaVersion}`);
    const { rows } = await engine.query("read", sql`SELECT message FROM ${tables.all}`);
    expect(rows).toEqual([["kept"]]);
  },
);

test("runs a step again that was cut off before its version was noted", async () => {
  await migrate({ engine, ...place });
  await addColour.run(tables);
  await migrate({ engine, ...place }, [...migrations, addColour]);
  expect(await comment()).toBe(`cordwood schema ${schemaVersion + 1}`);
});

test("refuses a schema that a later release has made, and one that should be there and is not", async () => {
  await expect(migrate({ engine, ...place, expectTable: true })).rejects.toMatchObject({ code: "CW_STORE_CORRUPT" });
  await migrate({ engine, ...place }, [...migrations, addColour]);
  await expect(migrate({ engine, ...place })).rejects.toMatchObject({
    code: "CW_STORE_NEWER",
    detail: { found: schemaVersion + 1, known: schemaVersion },
  });
});
