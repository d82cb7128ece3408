// Moves an embedded store to a ClickHouse server or cluster. Ids are kept. What has arrived is noted beside the store,
// so that a move that was cut off, however it was, goes on where it was and stores nothing twice.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { shardOf } from "../cluster/shard-of.js";
import { StoreError } from "../errors.js";
import { moveConcurrency } from "../limits.js";
import { readOptions, type StoreOptions } from "../options.js";
import { sql, text } from "../query/sql.js";
import { openServer } from "../server-store.js";
import { type IdleStore, startIdle } from "./idle-store.js";
import { adoptColumns } from "./adopt-columns.js";
import { moveBatch } from "./move-batch.js";
import { type MoveBatch, MoveState } from "./move-state.js";
import { planBatches } from "./plan-batches.js";
import { countDays, type MoveCounts, verifyMove } from "./verify-move.js";

/** What to move, and where. */
export interface MoveRequest {
  /** Directory of the embedded store; nobody else may have it open. */
  path: string;
  /** As in `StoreOptions`. */
  to: Pick<StoreOptions, "url" | "cluster" | "database">;
  /** Moves nothing, and only tells what there is to move. @default false */
  dryRun?: boolean;
  onProgress?: (progress: MoveProgress) => void;
}

/** How far a move is. */
export interface MoveProgress {
  /** Records that are at the new place. */
  records: number;
  records_total: number;
  elapsed_ms: number;
  /** Null before the first batch has arrived. */
  remaining_ms: number | null;
}

/** What a move has done. */
export interface MoveReport extends MoveCounts {
  /** Records that this run has moved; the others were there. */
  moved: number;
  /** Bytes that the store takes on its disk. */
  bytes: number;
  dry_run: boolean;
}

/** The address without user and password: it stands in a file. */
function targetName({ url = "", cluster, database = "cordwood" }: MoveRequest["to"]): string {
  const hosts = url.split(",").map((each) => (URL.canParse(each.trim()) ? new URL(each.trim()).host : each));
  return `${cluster === undefined ? hosts.join(",") : `the cluster ${cluster}`}, database ${database}`;
}

/**
 * Moves the records of an embedded store to a server or cluster, newest first, and compares both at the end. It does
 * not remove the embedded store. Call it again with the same request when it was ended, by `signal` or in any other way.
 * @throws StoreError `CW_STORE_MOVE`, `CW_STORE_MOVE_DIFFERS`, what `openStore` throws for both places, and what inserts
 * throw.
 */
export async function moveStore(request: MoveRequest, signal?: AbortSignal): Promise<MoveReport> {
  const path = resolve(request.path);
  if (!existsSync(join(path, "store.json"))) throw new StoreError("CW_STORE_MOVE", { path, reason: "it is no store" });
  const settings = readOptions({ path, ...request.to });
  const { openEmbedded } = await import("../embedded-store.js");
  const from = await openEmbedded(path, readOptions({ path }), {}, startIdle);
  try {
    if (request.dryRun === true)
      return { ...(await countDays(from)), moved: 0, bytes: await storeBytes(from), dry_run: true };
    const to = await openServer(request.to, settings, {}, startIdle);
    try {
      return await move({ ...request, path }, from, to, signal);
    } finally {
      await to.engine.close();
    }
  } finally {
    await from.engine.close();
  }
}

async function storeBytes({ engine, tables }: IdleStore): Promise<number> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT sum(bytes_on_disk) FROM ${tables.system("parts")}
WHERE active AND database = currentDatabase() AND table = ${text(tables.localName)}`,
  );
  return Number(rows[0]?.[0]);
}

async function move(
  { path, to: target, onProgress }: MoveRequest,
  from: IdleStore,
  to: IdleStore,
  signal?: AbortSignal,
): Promise<MoveReport> {
  const { rows } = await from.engine.query("admin", sql`SELECT count() FROM ${from.tables.all}`);
  const state = new MoveState(path, targetName(target));
  try {
    const shards = new Set(to.tables.shards().map(({ shard }) => shard)).size;
    const place = { path, from, to, state, shardOf: (chunk: string) => shardOf(BigInt(chunk), Math.max(1, shards)) };
    const tell = teller(Number(rows[0]?.[0]), state.records, onProgress);
    const work = async (batch: MoveBatch): Promise<void> => {
      state.begin(batch);
      await moveBatch(from, to, batch, state.directory);
      state.finish(batch);
      tell(batch.records);
    };
    await adoptColumns(from, to);
    const before = state.records;
    await sideBySide(planBatches(place), work, signal);
    const verified = await verifyMove(path, from, to);
    return { ...verified, moved: state.records - before, bytes: await storeBytes(from), dry_run: false };
  } finally {
    state.close();
  }
}

/** Takes from the plan until it is empty, one fails, or `signal` aborts; then waits for those under way. */
async function sideBySide(
  plan: AsyncGenerator<MoveBatch>,
  work: (batch: MoveBatch) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let failed = false;
  const worker = async (): Promise<void> => {
    try {
      for (let next = await plan.next(); next.done !== true; next = await plan.next()) {
        if (failed) return;
        signal?.throwIfAborted();
        await work(next.value);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: moveConcurrency }, worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

function teller(total: number, there: number, onProgress: MoveRequest["onProgress"]): (records: number) => void {
  const startedMs = performance.now();
  let moved = 0;
  return (records) => {
    moved += records;
    const elapsed_ms = Math.round(performance.now() - startedMs);
    const left = Math.max(0, total - there - moved);
    const remaining_ms = moved === 0 ? null : Math.round((elapsed_ms * left) / moved);
    onProgress?.({ records: there + moved, records_total: total, elapsed_ms, remaining_ms });
  };
}
