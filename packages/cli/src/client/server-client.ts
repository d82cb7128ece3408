// Asks a running server on behalf of the commands.
import type { ErrorResponse } from "@cordwood/server/api";
import { CliError } from "../errors.js";
import { queryTimeoutMs } from "../limits.js";

/** Where the server is and how to sign in. */
export interface ServerAddress {
  /** Without a slash at the end. */
  url: string;
  token: string | undefined;
}

/** One request. */
export interface ServerRequest {
  method?: string;
  parameters?: Record<string, string | undefined>;
  body?: string | Uint8Array<ArrayBuffer>;
  contentType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Asks and answers the response when its status is below 400.
 *
 * @throws CliError `CW_CLI_UNREACHABLE`, `CW_CLI_ANSWER` with the server's own words, `CW_CLI_NOT_CORDWOOD`
 */
export async function ask(server: ServerAddress, path: string, request: ServerRequest = {}): Promise<Response> {
  const url = new URL(`${server.url}${path}`);
  for (const [name, value] of Object.entries(request.parameters ?? {}))
    if (value !== undefined) url.searchParams.set(name, value);
  const response = await send(server, url, request);
  if (response.ok) return response;
  throw await answerError(response, server.url);
}

/** The same, and the answer as JSON. */
export async function askJson<T>(server: ServerAddress, path: string, request: ServerRequest = {}): Promise<T> {
  const response = await ask(server, path, { signal: AbortSignal.timeout(queryTimeoutMs), ...request });
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new CliError("CW_CLI_NOT_CORDWOOD", { url: server.url, status: response.status }, { cause: error });
  }
}

async function send(server: ServerAddress, url: URL, request: ServerRequest): Promise<Response> {
  const headers: Record<string, string> = {
    ...(server.token !== undefined && { authorization: `Bearer ${server.token}` }),
    ...(request.contentType !== undefined && { "content-type": request.contentType }),
    ...request.headers,
  };
  try {
    return await fetch(url, {
      method: request.method ?? "GET",
      headers,
      ...(request.body !== undefined && { body: request.body }),
      ...(request.signal && { signal: request.signal }),
    });
  } catch (error) {
    if (request.signal?.aborted === true && (request.signal.reason as Error).name !== "TimeoutError") throw error;
    throw new CliError("CW_CLI_UNREACHABLE", { url: server.url, reason: reasonOf(error) }, { cause: error });
  }
}

/** Node's fetch says only "fetch failed"; what happened is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return "nothing listens there";
  return cause.message === "" ? (code ?? cause.name) : cause.message;
}

async function answerError(response: Response, url: string): Promise<CliError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as ErrorResponse;
    return new CliError("CW_CLI_ANSWER", { message: error.message, hint: error.hint, status: response.status });
  } catch {
    return new CliError("CW_CLI_NOT_CORDWOOD", { url, status: response.status });
  }
}
