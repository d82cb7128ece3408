import { WebError } from "../errors.js";
import { requestTimeoutMs } from "../limits.js";

/** Parameters of a request; those that are undefined are left out. */
export type Parameters = Record<string, string | number | undefined>;

/** The address of an API path with its parameters, relative to the page. */
export function apiAddress(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? `api/v1/${path}` : `api/v1/${path}?${text}`;
}

/**
 * Fetches JSON from the API.
 * @throws WebError with the server's code, message and hint, or one of the page's own when there was no answer,
 *   none in {@link requestTimeoutMs}, or one that is not JSON. An abort by `signal` stays an AbortError.
 */
export async function getJson<T>(path: string, parameters: Parameters, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(requestTimeoutMs);
  const where = `api/v1/${path}`;
  const response = await ask(apiAddress(path, parameters), where, timeout, signal);
  const body = await readJson(response, where);
  if (!response.ok) throw serverError(body, where, response.status);
  return body as T;
}

async function ask(
  address: string,
  where: string,
  timeout: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await fetch(address, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw WebError.of(
      timeout.aborted ? "CW_WEB_TIMEOUT" : "CW_WEB_UNREACHABLE",
      timeout.aborted ? where : location.host,
    );
  }
}

async function readJson(response: Response, where: string): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw WebError.of("CW_WEB_BAD_ANSWER", where, response.status);
  }
}

function serverError(body: unknown, where: string, status: number): WebError {
  const error = (body as { error?: { code?: unknown; message?: unknown; hint?: unknown } } | null)?.error;
  if (typeof error?.message !== "string") return WebError.of("CW_WEB_BAD_ANSWER", where, status);
  const hint = typeof error.hint === "string" ? error.hint : "";
  return new WebError(typeof error.code === "string" ? error.code : "", error.message, hint, status);
}
