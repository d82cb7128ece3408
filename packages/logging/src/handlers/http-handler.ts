import { LoggingError } from "../errors.js";
import { HTTP_LINGER_MS_DEFAULT, REQUEST_MS_DEFAULT } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { displayText, valueText } from "../value-text.js";
import type { Courier } from "./delivery/courier.js";
import { type Batch, DELIVERY_OPTIONS, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
import { checkAnswer, HttpClient, type TlsContext } from "./delivery/http-request.js";
import { readArguments, required } from "./read-arguments.js";
import { recordDictionary } from "./record-dictionary.js";

/** Options of {@link HTTPHandler}. */
export interface HTTPHandlerOptions extends DeliveryOptions {
  /** GET or POST. @default "GET"; "POST" with `batch` */
  method?: string;
  /** Use HTTPS. @default false */
  secure?: boolean;
  /** User and password for basic authentication. @default none */
  credentials?: readonly [string, string] | null;
  /** TLS settings; only with `secure`. @default those of Node */
  context?: TlsContext | null;
  /**
   * Send records together, as a JSON array or as lines of JSON, instead of one form-encoded request for each as Python
   * does. @default one request each
   */
  batch?: "json" | "ndjson";
  /** Further request headers. */
  headers?: Record<string, string>;
  /** A request without an answer is given up and sent again after this, in milliseconds. @default 10000 */
  timeoutMs?: number;
}

/** Arguments of {@link HTTPHandler}. */
export type HTTPHandlerArguments =
  | [host: string, url: string, options?: HTTPHandlerOptions]
  | [
      host: string,
      url: string,
      method?: string,
      secure?: boolean,
      credentials?: readonly [string, string] | null,
      context?: TlsContext | null,
    ]
  | [options: HTTPHandlerOptions & { host: string; url: string }];

type Named = HTTPHandlerOptions & { host: string; url: string };

const names = {
  owner: "HTTPHandler",
  positional: ["host", "url", "method", "secure", "credentials", "context"],
  named: ["batch", "headers", "timeoutMs", ...DELIVERY_OPTIONS],
};

/** Sends records to a web server: one form-encoded GET or POST each, as Python does, or many in one JSON body. */
export class HTTPHandler extends DeliveryHandler {
  /** Host, with the port if it is not the usual one. */
  readonly host: string;
  /** Path of the request. */
  readonly url: string;
  method: string;
  readonly secure: boolean;
  readonly credentials: readonly [string, string] | null;
  readonly context: TlsContext | null;
  readonly #batch: "json" | "ndjson" | undefined;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  readonly #client: HttpClient;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: HTTPHandlerArguments) {
    const options = readArguments<Named>(names, given);
    const { host, url, method, secure = false, credentials = null, context = null, ...rest } = options;
    const { batch, headers = {}, timeoutMs = REQUEST_MS_DEFAULT, ...delivery } = rest;
    super({ lingerMs: batch === undefined ? 0 : HTTP_LINGER_MS_DEFAULT, ...delivery });
    this.host = required("HTTPHandler", "host", host, "a host, with the port if it is not the usual one");
    this.url = required("HTTPHandler", "url", url, "the path of the request");
    this.method = checkMethod(method ?? (batch === undefined ? "GET" : "POST"), batch);
    if (!secure && context !== null) {
      throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["context", "without secure", "secure: true beside it"]);
    }
    this.secure = secure;
    this.credentials = credentials;
    this.context = context;
    this.#batch = batch;
    this.#headers = headers;
    this.#timeoutMs = timeoutMs;
    this.#client = new HttpClient({ secure, tls: context ?? undefined });
  }

  /** What is sent of a record; a subclass may send something else. */
  mapLogRecord(record: LogRecord): Record<string, unknown> {
    return { ...record.toDict(), exc_text: recordDictionary(record)["exc_text"] };
  }

  protected override get destination(): string {
    return `${this.secure ? "https" : "http"}://${this.host}${this.url}`;
  }

  protected override encode(record: LogRecord): Uint8Array {
    const values = this.mapLogRecord(record);
    if (this.#batch !== undefined) return Buffer.from(valueText({ ...values, message: record.getMessage() }));
    const form = new URLSearchParams(
      Object.entries(values).map(([key, value]): [string, string] => [key, formText(value)]),
    );
    // The method in force now, not the one in force when the request is made.
    return Buffer.from(`${this.method} ${form.toString()}`);
  }

  protected override async deliver(batch: Batch): Promise<void> {
    if (this.#batch === undefined) {
      for (const entry of batch.entries) await this.#sendForm(Buffer.from(entry).toString());
      return;
    }
    const { body, type } = joined(this.#batch, batch.entries);
    await this.#send(this.method, this.url, body, type, batch.entries.length);
  }

  protected override courierJob(entries: readonly Uint8Array[]): Courier | undefined {
    if (this.context !== null) return undefined;
    const base = { kind: "http" as const, url: this.destination };
    if (this.#batch !== undefined) {
      const { body, type } = joined(this.#batch, entries);
      return { job: { ...base, method: this.method, headers: this.#headersFor(type) }, pieces: [body] };
    }
    if (this.method !== "POST") return undefined;
    const pieces = entries.map((entry) => Buffer.from(entry).subarray(this.method.length + 1));
    return { job: { ...base, method: "POST", headers: this.#headersFor(formType) }, pieces };
  }

  protected override disconnect(): void {
    this.#client.destroy();
  }

  async #sendForm(entry: string): Promise<void> {
    const at = entry.indexOf(" ");
    const [method, form] = [entry.slice(0, at), entry.slice(at + 1)];
    if (method === "POST") await this.#send(method, this.url, Buffer.from(form), formType, 1);
    else await this.#send(method, `${this.url}${this.url.includes("?") ? "&" : "?"}${form}`, undefined, undefined, 1);
  }

  async #send(
    method: string,
    path: string,
    body: Uint8Array | undefined,
    type: string | undefined,
    entries: number,
  ): Promise<void> {
    const url = new URL(`${this.secure ? "https" : "http"}://${this.host}${path.startsWith("/") ? "" : "/"}${path}`);
    const answer = await this.#client.send({
      url,
      method,
      headers: this.#headersFor(type),
      body,
      timeoutMs: this.#timeoutMs,
    });
    checkAnswer(answer, this.destination, entries);
  }

  #headersFor(type: string | undefined): Record<string, string> {
    const basic = this.credentials && `Basic ${Buffer.from(this.credentials.join(":")).toString("base64")}`;
    return {
      ...(type === undefined ? {} : { "content-type": type }),
      ...(basic === null ? {} : { authorization: basic }),
      ...this.#headers,
    };
  }
}

const formType = "application/x-www-form-urlencoded";

function joined(format: "json" | "ndjson", entries: readonly Uint8Array[]): { body: Buffer; type: string } {
  const separator = Buffer.from(format === "json" ? "," : "\n");
  const parts = entries.flatMap((entry, index) => (index === 0 ? [entry] : [separator, entry]));
  const [open, close, type] = format === "json" ? ["[", "]", "application/json"] : ["", "\n", "application/x-ndjson"];
  return { body: Buffer.concat([Buffer.from(open), ...parts, Buffer.from(close)]), type };
}

function formText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  return typeof value === "string" ? value : displayText(value);
}

function checkMethod(method: string, batch: unknown): string {
  const upper = method.toUpperCase();
  if (upper === "POST" || (upper === "GET" && batch === undefined)) return upper;
  const expected = batch === undefined ? "GET or POST" : "POST with batch";
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["method", JSON.stringify(method), expected]);
}
