// Asks a query that may take long: shows on a terminal how far it is, and ends it with Ctrl-C.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { QueryStatus } from "@cordwood/server/api";
import { exitCodes } from "../exit-codes.js";
import { progressAfterMs, progressEveryMs, queryTimeoutMs } from "../limits.js";
import { askJson, type ServerAddress, type ServerRequest } from "./server-client.js";

/**
 * As {@link askJson}. On a terminal, a line on stderr tells after a moment how far the query is. Ctrl-C ends the query
 * on the server, and the command with exit code 130.
 */
export async function askQuery<T>(server: ServerAddress, path: string, request: ServerRequest = {}): Promise<T> {
  const id = `cordwood-${randomUUID()}`;
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(queryTimeoutMs)]);
  const interrupt = (): void => {
    clearLine();
    ended.abort();
    process.exitCode = exitCodes.interrupted;
    // The connection closes with the process, and with it the query ends.
    process.exit();
  };
  process.once("SIGINT", interrupt);
  const showing = process.stderr.isTTY ? show(server, id, ended.signal) : undefined;
  try {
    return await askJson<T>(server, path, { ...request, headers: { ...request.headers, "x-request-id": id }, signal });
  } finally {
    ended.abort();
    process.off("SIGINT", interrupt);
    await showing;
  }
}

async function show(server: ServerAddress, id: string, ended: AbortSignal): Promise<void> {
  for (let waitMs = progressAfterMs; !ended.aborted; waitMs = progressEveryMs) {
    const woken = await sleep(waitMs, true, { signal: ended }).catch(() => false);
    if (!woken) break;
    // A query that has just ended is not known any more; that it is over shows by itself.
    const status = await askJson<QueryStatus>(server, `/api/v1/queries/${id}`, { signal: ended }).catch(
      () => undefined,
    );
    if (status !== undefined && !ended.aborted) process.stderr.write(`\r\u001b[2K${progressLine(status)}`);
  }
  clearLine();
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

/** `searching: 34% of 3,000,000 rows, 2 s, about 4 s left (Ctrl-C ends it)` */
export function progressLine({
  rows_read: read,
  rows_total: total,
  elapsed_ms: elapsed,
  remaining_ms: left,
}: QueryStatus): string {
  const rows =
    total === 0 ? "waiting" : `${Math.floor((100 * read) / total)}% of ${total.toLocaleString("en-US")} rows`;
  const rest = left === null || left < 500 ? "" : `, about ${seconds(left)} left`;
  return `searching: ${rows}, ${seconds(elapsed)}${rest} (Ctrl-C ends it)`;
}
