// Turns whatever was thrown into an answer: status, code, message, hint, and Retry-After where it helps.
import type { ErrorCode, ErrorResponse } from "./api/error.js";
import { ServerError } from "./errors.js";
import { retryAfterSeconds } from "./limits.js";

/** An error as the client gets it. */
export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: ErrorResponse;
  /** True when the fault is the server's and belongs in its log. */
  unexpected: boolean;
}

/** Errors of other packages by the start of their code after `CW_`; the first entry that fits counts. */
const foreignStatus: readonly (readonly [string, number])[] = [
  ["STORE_QUERY_BUSY", 503],
  ["STORE_QUERY_TIMEOUT", 422],
  ["STORE_QUERY_MEMORY", 422],
  ["STORE_QUERY_ROWS", 422],
  ["STORE_QUERY_", 400],
  ["STORE_SQL_", 400],
  ["STORE_RECORD_MISSING", 404],
  ["STORE_CLOSED", 503],
  ["COLLECTOR_DECODE", 400],
  ["COLLECTOR_BUFFER_FULL", 429],
  ["COLLECTOR_BUFFER_", 503],
  ["COLLECTOR_STOPPED", 503],
];

interface CodedError extends Error {
  code: ErrorCode;
  position?: { offset: number; length: number };
  expected?: readonly string[];
  suggestion?: string;
  hint?: string;
}

const isCoded = (error: unknown): error is CodedError =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("CW_");

function statusOf(error: CodedError): number {
  if (error instanceof ServerError) return error.status;
  const entry = foreignStatus.find(([start]) => error.code.startsWith(`CW_${start}`));
  return entry?.[1] ?? 500;
}

/** Describes an error for the client; what is not meant for clients becomes `CW_SERVER_INTERNAL`. */
export function errorAnswer(thrown: unknown, requestId: string): ErrorAnswer {
  const known = isCoded(thrown);
  const error: CodedError = known ? thrown : new ServerError("CW_SERVER_INTERNAL", {}, { cause: thrown });
  const status = statusOf(error);
  const headers: Record<string, string> =
    status === 429 || status === 503 ? { "retry-after": String(retryAfterSeconds) } : {};
  const body: ErrorResponse = {
    error: {
      code: error.code,
      message: error.message,
      hint: error.hint ?? "",
      ...(error.position && { position: error.position }),
      ...(error.expected && error.expected.length > 0 && { expected: error.expected }),
      ...(error.suggestion !== undefined && { suggestion: error.suggestion }),
      request_id: requestId,
    },
  };
  return { status, headers, body, unexpected: status === 500 };
}
