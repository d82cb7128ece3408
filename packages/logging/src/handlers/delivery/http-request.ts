/** One HTTP request of a handler: bounded in time, and its answer told apart into done, later and never. */
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";
import type { SecureContextOptions } from "node:tls";
import { LoggingError } from "../../errors.js";
import { ANSWER_LENGTH_MAX } from "../../limits.js";
import { TryAgain } from "./try-again.js";

/** TLS settings of a client: certificates to trust and to show, `rejectUnauthorized`, `servername`. */
export type TlsContext = SecureContextOptions & { rejectUnauthorized?: boolean; servername?: string };

/** What is sent. */
export interface HttpMessage {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: Uint8Array | undefined;
  timeoutMs: number;
}

/** What came back. */
export interface HttpAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  /** The first {@link ANSWER_LENGTH_MAX} characters. */
  text: string;
}

/** Keeps a connection open between requests; `destroy` lets go of it. */
export class HttpClient {
  readonly #secure: boolean;
  readonly #agent: HttpAgent;

  constructor(options: { secure: boolean; tls?: TlsContext | undefined }) {
    this.#secure = options.secure;
    const kept = { keepAlive: true, maxSockets: 1, ...options.tls };
    this.#agent = options.secure ? new HttpsAgent(kept) : new HttpAgent(kept);
  }

  /**
   * Sends a request and reads its answer.
   * @throws TryAgain when the server cannot be reached or does not answer in time.
   */
  send(message: HttpMessage): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const length = message.body === undefined ? {} : { "content-length": String(message.body.length) };
      const options: RequestOptions = {
        agent: this.#agent,
        method: message.method,
        headers: { ...message.headers, ...length },
      };
      const request = (this.#secure ? httpsRequest : httpRequest)(message.url, options);
      const deadline = setTimeout(
        () => request.destroy(new Error(`no answer within ${message.timeoutMs} ms`)),
        message.timeoutMs,
      );
      request.on("close", () => clearTimeout(deadline));
      request.on("error", (error) => reject(new TryAgain(error.message, { cause: error })));
      request.on("response", (response) => readAnswer(response, resolve));
      request.end(message.body);
    });
  }

  destroy(): void {
    this.#agent.destroy();
  }
}

function readAnswer(response: IncomingMessage, done: (answer: HttpAnswer) => void): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    if (text.length < ANSWER_LENGTH_MAX) text = (text + part).slice(0, ANSWER_LENGTH_MAX);
  });
  // An answer cut off after its head has said what it had to say.
  response.on("close", () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
}

/**
 * Turns a status into done, later (408, 425, 429 and 5xx, honouring Retry-After) or never.
 * @throws TryAgain, or LoggingError `CW_LOGGING_DELIVERY_REFUSED`
 */
export function checkAnswer(answer: HttpAnswer, destination: string, entries: number): void {
  if (answer.status >= 200 && answer.status < 300) return;
  const reason = `status ${answer.status}${answer.text === "" ? "" : `, ${answer.text}`}`;
  if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
    const failed = new LoggingError("CW_LOGGING_DELIVERY_FAILED", [destination, reason]);
    throw new TryAgain(reason, { afterMs: retryAfterMs(answer.headers["retry-after"]), cause: failed });
  }
  throw new LoggingError("CW_LOGGING_DELIVERY_REFUSED", [entries, destination, reason]);
}

/** Retry-After as milliseconds from now: seconds or a date (RFC 9110 §10.2.3). */
export function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
