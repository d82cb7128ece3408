// Turns what the engine throws into a StoreError that says what a person can do.

import { StoreError } from "../errors.js";
import type { StoreSettings } from "../options.js";

/** What `@clickhouse/client` throws for an error of the engine; the embedded connection has its own copy of the class. */
interface EngineFailure extends Error {
  /** Number in ClickHouse's ErrorCodes.cpp. */
  code: string;
  type: string;
}

function isEngineFailure(error: unknown): error is EngineFailure {
  return error instanceof Error && "type" in error && "code" in error && typeof error.code === "string";
}

type Limits = Pick<StoreSettings, "query_timeout_s" | "query_memory_bytes" | "query_read_rows" | "memory_bytes">;

/** The engine's own message without its number, version and stack, on one line and of bounded length. */
export function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replaceAll(/Code: \d+\. DB::Exception: /g, "")
    .replaceAll(/\s*\(version [^)]*\)/g, "")
    .replaceAll(/\s+/g, " ")
    .slice(0, 500);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

/** Whether a statement failed because others hold the memory; the same one may succeed a moment later. */
export function isMemoryTaken(error: unknown): boolean {
  return isEngineFailure(error) && error.code === "241" && /^(?:\(total\) |User )/.test(engineReason(error));
}

/** Codes of ClickHouse's ErrorCodes.cpp for input that cannot be read. */
const unreadable = new Set(["6", "25", "26", "27", "33", "38", "41", "69", "72", "117", "130", "157", "636"]);

/** Whether an insert failed because of what stands in its lines. */
export function isUnreadableInput(error: unknown): boolean {
  return isEngineFailure(error) && unreadable.has(error.code);
}

function memoryError(limits: Limits, cause: unknown): StoreError {
  if (isMemoryTaken(cause))
    return new StoreError("CW_STORE_MEMORY", { megabytes: megabytes(limits.memory_bytes) }, cause);
  return new StoreError("CW_STORE_QUERY_MEMORY", { megabytes: megabytes(limits.query_memory_bytes) }, cause);
}

/** Codes of ClickHouse's ErrorCodes.cpp that stand for a limit of ours. */
function limitError(code: string, limits: Limits, cause: unknown): StoreError | undefined {
  switch (code) {
    case "159":
    case "160":
      return new StoreError("CW_STORE_QUERY_TIMEOUT", { seconds: limits.query_timeout_s }, cause);
    case "241":
    case "191":
      return memoryError(limits, cause);
    case "158":
    case "307":
      return new StoreError("CW_STORE_QUERY_ROWS", { rows: limits.query_read_rows }, cause);
    default:
      return undefined;
  }
}

/** A StoreError for what a query threw; `action` completes "the engine could not …". */
export function queryError(error: unknown, limits: Limits, action: string): Error {
  if (error instanceof StoreError || !(error instanceof Error)) return error as Error;
  if (error.name === "AbortError") return error;
  const limit = isEngineFailure(error) ? limitError(error.code, limits, error) : undefined;
  return limit ?? new StoreError("CW_STORE_ENGINE", { action, reason: engineReason(error) }, error);
}

/** Codes for statements that are refused because of what they want, not because of how they are written. */
const forbidden = new Set(["164", "497", "344", "291", "392"]);

/** A StoreError for what a statement of `sql` threw. */
export function sqlError(error: unknown, limits: Limits): Error {
  if (!isEngineFailure(error)) return queryError(error, limits, "run the statement");
  const limit = limitError(error.code, limits, error);
  if (limit !== undefined) return limit;
  const code = forbidden.has(error.code) ? "CW_STORE_SQL_FORBIDDEN" : "CW_STORE_SQL_INVALID";
  return new StoreError(code, { reason: engineReason(error) }, error);
}
