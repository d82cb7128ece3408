// Sends requests to one HTTP server over connections that are kept open, with a bound on the time of each and on the
// size of its answer. Redirects are not followed: they would carry credentials elsewhere.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { reasonOf, systemCodeOf } from "../../errors.js";
import { answerBytesMax, httpTimeoutMs, idleSocketMs, outputSocketsMax, retryAfterMsMax } from "../../limits.js";
import { pause } from "../../pause.js";
import { tlsClientOptions } from "../tls-client.js";
import type { HttpAuthConfig, HttpRequestConfig } from "./http-options.js";
import { retryAfterMs } from "./retry-after.js";

const compress = promisify(gzip);

/** What is sent. */
export interface HttpRequest {
  url: URL;
  /** @default POST */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** Bytes of the answer that are read; what is beyond is cut off. @default answerBytesMax */
  answerBytesMax?: number;
}

/** What came back. */
export interface HttpAnswer {
  url: URL;
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** Whether the body was longer than its bound. */
  cut: boolean;
}

/** Requests to one server. */
export class HttpSender {
  readonly #agent: HttpAgent;
  readonly #timeoutMs: number;
  readonly #gzip: boolean;
  readonly #headers: Readonly<Record<string, string>>;
  // The target asked to be left alone until then (performance.now).
  #quietUntilMs = 0;

  /** `output` is named in errors. @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: HttpRequestConfig, output: string, isSecure: boolean) {
    const sockets = { keepAlive: true, maxSockets: outputSocketsMax, timeout: idleSocketMs };
    this.#agent = isSecure
      ? new HttpsAgent({ ...sockets, ...tlsClientOptions(config.tls ?? {}, output) })
      : new HttpAgent(sockets);
    this.#timeoutMs = config.timeout_s === undefined ? httpTimeoutMs : config.timeout_s * 1000;
    this.#gzip = config.compression !== "none";
    this.#headers = { "user-agent": "cordwood", ...authorization(config.auth ?? {}), ...lowerCase(config.headers) };
  }

  /** Sends a request, its body compressed unless configured otherwise. @throws Error when there is no whole answer in time. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    await pause(this.#quietUntilMs - performance.now(), signal);
    signal.throwIfAborted();
    const { body = Buffer.alloc(0) } = request;
    if (!this.#gzip || body.length === 0) return this.sendPlain(request, signal);
    const headers = { ...request.headers, "content-encoding": "gzip" };
    return this.sendPlain({ ...request, headers, body: await compress(body, { level: 1 }) }, signal);
  }

  /** Sends a request as it is. */
  async sendPlain(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const limit = AbortSignal.timeout(this.#timeoutMs);
    try {
      const answer = await this.#exchange(request, AbortSignal.any([signal, limit]));
      if (answer.status === 429 || answer.status === 503) this.#leaveAlone(answer);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const reason = limit.aborted ? `no whole answer within ${this.#timeoutMs / 1000} s` : reasonOf(error);
      throw new Error(`cannot send to ${placeOf(request.url)}: ${reason}`, { cause: error });
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }

  #leaveAlone({ headers }: HttpAnswer): void {
    const waitMs = retryAfterMs(headers["retry-after"]);
    this.#quietUntilMs = performance.now() + Math.min(waitMs, retryAfterMsMax);
  }

  // A server may close a connection at the moment when it is used again; that is no failure of the server.
  async #exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.#try(request, signal);
    } catch (error) {
      if (error instanceof ClosedMeanwhileError) return this.#try(request, signal);
      throw error;
    }
  }

  #try(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, method = "POST", headers = {}, body } = request;
    const all = { ...this.#headers, ...headers, "content-length": String(body?.length ?? 0) };
    const options: RequestOptions = { method, headers: all, agent: this.#agent, signal };
    return new Promise((resolve, reject) => {
      const send = url.protocol === "https:" ? httpsRequest : httpRequest;
      const sending = send(url, options, (response) => {
        readAnswer(response, request).then(resolve, reject);
      });
      sending.on("error", (error) => {
        const isStale = sending.reusedSocket && ["ECONNRESET", "EPIPE"].includes(systemCodeOf(error));
        reject(isStale ? new ClosedMeanwhileError(error.message, { cause: error }) : error);
      });
      sending.end(body);
    });
  }
}

class ClosedMeanwhileError extends Error {}

async function readAnswer(response: IncomingMessage, request: HttpRequest): Promise<HttpAnswer> {
  const { url, answerBytesMax: bytesMax = answerBytesMax } = request;
  const parts: Buffer[] = [];
  let length = 0;
  // Leaving the loop closes the connection, so nothing more is read.
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > bytesMax) break;
  }
  const body = Buffer.concat(parts).subarray(0, bytesMax);
  return { url, status: response.statusCode ?? 0, headers: response.headers, body, cut: length > bytesMax };
}

function authorization(auth: HttpAuthConfig): Record<string, string> {
  const { username, password, bearer_token: token, api_key: key } = auth;
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (key !== undefined) return { authorization: `ApiKey ${key}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** An address for messages: without user, password and query, which may be secrets. */
export function placeOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
