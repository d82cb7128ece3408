import { WebError } from "../errors.js";
import { requestTimeoutMs } from "../limits.js";
import { begin } from "./runningRequests.js";

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
  const init = signal ? { signal } : {};
  if (!mayTakeLong.has(path)) return answerOf<T>(path, apiAddress(path, parameters), init);
  const { id, end } = begin();
  try {
    return await answerOf<T>(path, apiAddress(path, parameters), { ...init, headers: { "x-request-id": id } });
  } finally {
    end();
  }
}

/** What the engine may take long for, and the page tells how far it is. */
const mayTakeLong = new Set(["search", "histogram", "compare"]);

/** Sends JSON to the API and reads the answer; the errors are those of {@link getJson}. */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  return answerOf<T>(path, apiAddress(path, {}), { method: "POST", headers, body: JSON.stringify(body) });
}

/** Replaces something at the API and reads the answer; the errors are those of {@link getJson}. */
export async function putJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  return answerOf<T>(path, apiAddress(path, {}), { method: "PUT", headers, body: JSON.stringify(body) });
}

async function answerOf<T>(path: string, address: string, init: RequestInit): Promise<T> {
  const where = `api/v1/${path}`;
  const response = await ask(address, where, init);
  const body = await readJson(response, where);
  if (!response.ok) throw serverError(body, where, response.status);
  return body as T;
}

async function ask(address: string, where: string, init: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(requestTimeoutMs);
  try {
    return await fetch(address, { ...init, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw timeout.aborted ? WebError.of("CW_WEB_TIMEOUT", where) : WebError.of("CW_WEB_UNREACHABLE", location.host);
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
