import { hostname } from "node:os";
import { promisify } from "node:util";
import { gzip as gzipWithCallback, gzipSync } from "node:zlib";
import { LoggingError } from "../errors.js";
import { JsonFormatter } from "../formatters/json-formatter.js";
import { HTTP_LINGER_MS_DEFAULT, REQUEST_MS_DEFAULT, RETRY_MS_MAX_DEFAULT } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import type { Courier } from "./delivery/courier.js";
import { type Batch, DELIVERY_OPTIONS, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
import { checkAnswer, HttpClient, type TlsContext } from "./delivery/http-request.js";
import { refuseUnknownOptions } from "./delivery/known-options.js";
import { senderAndSequence } from "./delivery/spool.js";
import { TryAgain } from "./delivery/try-again.js";

const gzip = promisify(gzipWithCallback);

/** Options of {@link CordwoodHandler}. */
export interface CordwoodHandlerOptions extends DeliveryOptions {
  /** Where the server listens. @default "http://127.0.0.1:7600", or the variable CORDWOOD_URL */
  url?: string;
  /** Sent as a bearer token. @default the variable CORDWOOD_TOKEN */
  token?: string;
  /** `service` of every record. @default the variables CORDWOOD_SERVICE, OTEL_SERVICE_NAME or npm_package_name */
  service?: string;
  /** `host` of every record. @default the name of this machine */
  host?: string;
  /** `dataset` of every record. @default "diagnostic", by the server */
  dataset?: string;
  /** Compress bodies; worth it beyond this machine. @default false */
  gzip?: boolean;
  /** A request without an answer is given up and sent again after this, in milliseconds. @default 10000 */
  timeoutMs?: number;
  /** Further request headers. */
  headers?: Record<string, string>;
  /** TLS settings for an https URL. */
  context?: TlsContext;
}

const known = [
  ...DELIVERY_OPTIONS,
  "url",
  "token",
  "service",
  "host",
  "dataset",
  "gzip",
  "timeoutMs",
  "headers",
  "context",
];

/**
 * Sends records as NDJSON to `POST {url}/api/v1/ingest` of a Cordwood server. An answer of the server means that the
 * records are durable there. Each batch has a number by which the server takes it once, also when its answer is lost and
 * the batch is sent again. 429, 5xx and a refused connection are tried again with back-off, honouring
 * Retry-After; with `spool` the records wait on disk meanwhile.
 */
export class CordwoodHandler extends DeliveryHandler {
  readonly url: URL;
  readonly #headers: Record<string, string>;
  readonly #gzip: boolean;
  readonly #timeoutMs: number;
  readonly #client: HttpClient;
  readonly #context: TlsContext | undefined;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(urlOrOptions: string | CordwoodHandlerOptions = {}, more: CordwoodHandlerOptions = {}) {
    const options = typeof urlOrOptions === "string" ? { ...more, url: urlOrOptions } : urlOrOptions;
    refuseUnknownOptions("CordwoodHandler", options, known);
    super({ lingerMs: HTTP_LINGER_MS_DEFAULT, ...deliveryOptionsOf(options) });
    // Service, host and dataset go with the request, once, not with every record.
    this.formatter = new JsonFormatter({ host: "" });
    this.url = ingestUrl(options);
    this.#gzip = options.gzip ?? false;
    this.#timeoutMs = options.timeoutMs ?? REQUEST_MS_DEFAULT;
    this.#headers = headersOf(options);
    this.#context = options.context;
    this.#client = new HttpClient({ secure: this.url.protocol === "https:", tls: options.context });
  }

  protected override get destination(): string {
    return this.url.origin;
  }

  protected override encode(record: LogRecord): Uint8Array {
    return Buffer.from(`${this.format(record)}\n`);
  }

  protected override async deliver(batch: Batch): Promise<void> {
    const plain = Buffer.concat(batch.entries);
    const body = this.#gzip ? await gzip(plain) : plain;
    const headers = this.#headersOf(batch.id);
    const message = { url: this.url, method: "POST", headers, body, timeoutMs: this.#timeoutMs };
    const answer = await this.#client.send(message).catch((error: unknown) => {
      throw this.#away(error);
    });
    checkAnswer(answer, this.destination, batch.entries.length);
    this.#checkAccepted(answer.text, batch.entries.length);
  }

  protected override courierJob(entries: readonly Uint8Array[], id: string): Courier | undefined {
    // The child knows nothing of certificates of our own.
    if (this.#context !== undefined) return undefined;
    const plain = Buffer.concat(entries);
    const body = this.#gzip ? gzipSync(plain) : plain;
    return { job: { kind: "http", url: this.url.href, method: "POST", headers: this.#headersOf(id) }, pieces: [body] };
  }

  protected override disconnect(): void {
    this.#client.destroy();
  }

  /** The server takes a batch once, however often it comes. */
  #headersOf(id: string): Record<string, string> {
    return { "x-cordwood-batch": senderAndSequence(id), ...this.#headers };
  }

  /** `{"accepted":n,"rejected":[…]}`; the answer may be cut off behind its beginning. */
  #checkAccepted(text: string, sent: number): void {
    const accepted = /"accepted":\s*(\d+)/.exec(text)?.[1];
    const missing = accepted === undefined ? 0 : sent - Number(accepted);
    if (missing <= 0) return;
    this.refused(missing, new LoggingError("CW_LOGGING_DELIVERY_REFUSED", [missing, this.destination, text]));
  }

  #away(error: unknown): unknown {
    if (!(error instanceof TryAgain)) return error;
    const cause = new LoggingError("CW_LOGGING_DELIVERY_FAILED", [this.destination, error.message], {
      cause: error.cause,
    });
    return new TryAgain(error.message, { cause });
  }
}

function deliveryOptionsOf(options: CordwoodHandlerOptions): DeliveryOptions {
  const own = Object.entries(options).filter(([name, value]) => DELIVERY_OPTIONS.includes(name) && value !== undefined);
  return { retryMsMax: RETRY_MS_MAX_DEFAULT, ...Object.fromEntries(own) };
}

function ingestUrl(options: CordwoodHandlerOptions): URL {
  const base = options.url ?? process.env["CORDWOOD_URL"] ?? "http://127.0.0.1:7600";
  if (!URL.canParse(base) || !/^https?:/i.test(base)) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["url", JSON.stringify(base), "an http or https URL"]);
  }
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v1/ingest`;
  const { CORDWOOD_SERVICE, OTEL_SERVICE_NAME, npm_package_name: packageName } = process.env;
  const service = options.service ?? CORDWOOD_SERVICE ?? OTEL_SERVICE_NAME ?? packageName;
  const defaults = { service, host: options.host ?? hostname(), dataset: options.dataset };
  for (const [name, value] of Object.entries(defaults)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

function headersOf(options: CordwoodHandlerOptions): Record<string, string> {
  const token = options.token ?? process.env["CORDWOOD_TOKEN"];
  return {
    "content-type": "application/x-ndjson",
    ...(options.gzip === true ? { "content-encoding": "gzip" } : {}),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
}
