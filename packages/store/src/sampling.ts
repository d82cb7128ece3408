// A part of what a query selects, where the whole would take too long.

import type { Engine } from "./engine/engine.js";
import { sampleRowsEach, storedRowsKeptMs } from "./limits.js";
import { allOf, integer, type Sql, sql } from "./query/sql.js";
import type { Selection } from "./selection.js";

const remembered = new WeakMap<Engine, { rows: number; atMs: number }>();

/** Records that the store holds, as the engine's books had it a moment ago: a sample is planned with that. */
export async function storedRows(engine: Engine, signal?: AbortSignal): Promise<number> {
  const known = remembered.get(engine);
  if (known !== undefined && performance.now() - known.atMs < storedRowsKeptMs) return known.rows;
  const rows = await countStored(engine, signal);
  remembered.set(engine, { rows, atMs: performance.now() });
  return rows;
}

async function countStored(engine: Engine, signal?: AbortSignal): Promise<number> {
  const statement = sql`SELECT sum(rows) FROM system.parts WHERE active AND database = currentDatabase()`;
  const { rows } = await engine.query("read", statement, signal);
  return Number(rows[0]?.[0] ?? 0);
}

/** Granules of the table: rows that the engine reads or skips together. */
const granuleRows = 2048;

/**
 * One record of about `factor`, chosen by where it lies. Most of the factor chooses whole granules, which costs nothing
 * for those that are left out; the rest chooses rows in them, because neighbours are alike.
 */
export function takeSample(selection: Selection, factor: number): Selection {
  if (factor <= 1) return selection;
  const granules = selection.stored ? Math.max(1, Math.floor(factor / sampleRowsEach)) : 1;
  const rows = Math.max(1, Math.round(factor / granules));
  return { ...selection, where: allOf([...byGranule(granules), ...byRow(rows), selection.where]) };
}

function byGranule(factor: number): Sql[] {
  if (factor === 1) return [];
  return [sql`cityHash64(_part, intDiv(_part_offset, ${integer(granuleRows)})) % ${integer(factor)} = 0`];
}

function byRow(factor: number): Sql[] {
  return factor === 1 ? [] : [sql`cityHash64(chunk, seq) % ${integer(factor)} = 0`];
}
