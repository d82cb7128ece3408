// Tells from an error that a server, or a shard behind it, does not answer.

/** Codes of ClickHouse's ErrorCodes.cpp: no connection to a shard, or it broke off. */
const shardAway = new Set(["32", "198", "209", "210", "279"]);

/** Codes of the operating system and of Node for an HTTP server that is not there, or goes away. */
const serverAway = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH"]);

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}

/** Whether a shard of the cluster does not answer the server that was asked. */
export function isShardAway(error: unknown): boolean {
  return shardAway.has(codeOf(error) ?? "");
}

/** Whether the server itself that was asked does not answer. */
export function isServerAway(error: unknown): boolean {
  if (serverAway.has(codeOf(error) ?? "")) return true;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && /socket hang up|Timeout error/i.test(cause.message);
}
