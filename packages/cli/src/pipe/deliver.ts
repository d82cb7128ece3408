import { setTimeout as sleep } from "node:timers/promises";
import type { IngestResponse } from "@cordwood/server/api";
import { askJson, type ServerAddress } from "../client/server-client.js";
import { CliError } from "../errors.js";
import { connectTimeoutMs, pipeRetryMs, reconnectFirstMs, reconnectMsMax } from "../limits.js";

/** Where and as what lines are sent. */
export interface Destination {
  server: ServerAddress;
  parameters: Record<string, string | undefined>;
}

/** True when a Cordwood that takes records answers there. */
export async function isReady(server: ServerAddress): Promise<boolean> {
  try {
    const { status } = await askJson<{ status: string }>(server, "/readyz", {
      signal: AbortSignal.timeout(connectTimeoutMs),
    });
    return status === "ready";
  } catch {
    return false;
  }
}

/**
 * Sends a piece and resolves once it is durable. A server that restarts is waited for; the reader's stdin waits too.
 *
 * @throws CliError `CW_CLI_PIPE_LOST` when it could not be delivered in `limits.pipeRetryMs`, or was refused
 */
export async function deliver(piece: Buffer, { server, parameters }: Destination): Promise<IngestResponse> {
  const deadline = Date.now() + pipeRetryMs;
  for (let pauseMs = reconnectFirstMs; ; pauseMs = Math.min(pauseMs * 2, reconnectMsMax)) {
    try {
      return await askJson<IngestResponse>(server, "/api/v1/ingest", {
        method: "POST",
        contentType: "text/plain; charset=utf-8",
        parameters,
        body: new Uint8Array(piece),
      });
    } catch (error) {
      if (!isPassing(error) || Date.now() + pauseMs > deadline) throw lost(piece, server, error);
    }
    await sleep(pauseMs);
  }
}

/** No server for the moment, or one that is busy; anything else would fail again. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof CliError && (error.code === "CW_CLI_UNREACHABLE" || error.status === 429 || error.status === 503)
  );
}

function lost(piece: Buffer, server: ServerAddress, error: unknown): CliError {
  const { message } = error as Error;
  return new CliError("CW_CLI_PIPE_LOST", { bytes: piece.length, url: server.url, reason: message }, { cause: error });
}
