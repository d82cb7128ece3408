import { join, resolve } from "node:path";
import { type MoveProgress, type MoveReport, moveStore } from "@cordwood/store";
import { exitCodes } from "../exit-codes.js";
import { moveProgressMs } from "../limits.js";
import { readSettings } from "../settings/read-settings.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { tableText } from "../terminal/table.js";
import { moveProgressLine } from "./move-progress-line.js";

/** What `cordwood store migrate` was asked. */
export interface MigrateRequest {
  to: string;
  cluster?: string;
  database?: string;
  data?: string;
  config?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** Moves the store, tells on stderr how far it is, and prints what was moved. Ctrl-C ends it after the present batch. */
export async function runMigrate({ data, config, json, dryRun, to: url, ...place }: MigrateRequest): Promise<void> {
  const settings = await readSettings({ data, config }, process.env);
  const path = join(resolve(settings.data), "store");
  const ended = new AbortController();
  const interrupt = (): void => ended.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const request = { path, to: { url, ...place }, dryRun: dryRun === true, onProgress: teller() };
    const report = await moveStore(request, ended.signal);
    await (json === true ? print(JSON.stringify(report)) : tell(report));
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    process.stderr.write("cordwood: ended; the same command goes on where it was\n");
    process.exitCode = exitCodes.interrupted;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** A line on stderr now and then; on a terminal each takes the place of the one before. */
function teller(): (progress: MoveProgress) => void {
  const [before, after] = process.stderr.isTTY ? ["\r\u001b[2K", ""] : ["", "\n"];
  let toldMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const last = progress.records >= progress.records_total;
    if (!last && performance.now() - toldMs < moveProgressMs) return;
    toldMs = performance.now();
    process.stderr.write(`${before}${moveProgressLine(progress)}${last ? "\n" : after}`);
  };
}

async function tell({ records, chunks, moved, days, bytes, dry_run: dryRun }: MoveReport): Promise<void> {
  const columns = ["day", "chunks", "records"].map((name) => ({ name, type: name === "day" ? "String" : "number" }));
  const rows = days.map((day) => [day.day, day.chunks, day.records]);
  if (rows.length > 0) await print(tableText({ columns, rows }, paintFor(process.stdout)));
  const sum = `${records.toLocaleString("en-US")} records in ${chunks.toLocaleString("en-US")} chunks`;
  if (dryRun) return print(`${sum}, ${Math.ceil(bytes / 1e6).toLocaleString("en-US")} MB, to move`);
  await print(`${sum} are the same at both places; ${moved.toLocaleString("en-US")} records were moved now`);
}
