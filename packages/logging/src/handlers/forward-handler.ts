import { promisify } from "node:util";
import { gzip as gzipWithCallback } from "node:zlib";
import { LoggingError } from "../errors.js";
import { CONNECT_MS_DEFAULT, FORWARD_ACK_MS_DEFAULT, HTTP_LINGER_MS_DEFAULT } from "../limits.js";
import { JsonFormatter } from "../formatters/json-formatter.js";
import type { LogRecord } from "../log-record.js";
import type { Courier } from "./delivery/courier.js";
import { type Batch, DELIVERY_OPTIONS, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
import type { TlsContext } from "./delivery/http-request.js";
import { openStream } from "./delivery/stream-connection.js";
import { TryAgain } from "./delivery/try-again.js";
import { ForwardSession, type ForwardSecurity } from "./forward/forward-session.js";
import { decode, encode, EventTime } from "./forward/msgpack.js";
import { readArguments } from "./read-arguments.js";

const gzip = promisify(gzipWithCallback);

/** Options of {@link ForwardHandler}. */
export interface ForwardHandlerOptions extends DeliveryOptions {
  /** @default "127.0.0.1" */
  host?: string;
  /** @default 24224 */
  port?: number;
  /** Tag of every record, or a function that answers that of one. @default "app." and the logger's name */
  tag?: string | ((record: LogRecord) => string);
  /** Wait for the server to acknowledge each batch; without it a batch counts as delivered once it is written. @default true */
  ack?: boolean;
  /** How long to wait for an acknowledgement before the batch is sent again, in milliseconds. @default 10000 */
  ackMs?: number;
  /** Compress batches. @default none */
  compress?: "gzip";
  /** The server's shared key, and user and password if it wants them. @default none */
  security?: ForwardSecurity;
  /** Speak TLS with these settings. @default plain TCP */
  tls?: TlsContext;
}

/** Arguments of {@link ForwardHandler}. */
export type ForwardHandlerArguments =
  | [options?: ForwardHandlerOptions]
  | [host: string, port?: number, options?: ForwardHandlerOptions];

const names = {
  owner: "ForwardHandler",
  positional: ["host", "port"],
  named: ["tag", "ack", "ackMs", "compress", "security", "tls", ...DELIVERY_OPTIONS],
};

/**
 * Sends records to Fluentd, Fluent Bit or a Cordwood collector by the forward protocol v1 (PackedForward mode). With
 * acknowledgement, the default, a batch is kept until the server says that it has it, and sent again with the same chunk
 * id otherwise, by which the server tells a repeat; with `spool` batches wait on disk while the server is away.
 */
export class ForwardHandler extends DeliveryHandler {
  readonly host: string;
  readonly port: number;
  readonly #tag: (record: LogRecord) => string;
  readonly #options: ForwardHandlerOptions;
  readonly #ackMs: number;
  #session: ForwardSession | undefined;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: ForwardHandlerArguments) {
    const options = readArguments<ForwardHandlerOptions>(names, given);
    const { host, port, tag, ack, ackMs, compress, security, tls, ...delivery } = options;
    super({ lingerMs: HTTP_LINGER_MS_DEFAULT, ...delivery });
    if (compress !== undefined && compress !== "gzip") {
      throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["compress", JSON.stringify(compress), "gzip"]);
    }
    this.formatter = new JsonFormatter();
    this.host = host ?? "127.0.0.1";
    this.port = port ?? 24_224;
    this.#tag = typeof tag === "function" ? tag : () => tag ?? "";
    if (tag === undefined) this.#tag = (record) => `app.${record.name}`;
    this.#ackMs = ackMs ?? FORWARD_ACK_MS_DEFAULT;
    this.#options = {
      ack: ack ?? true,
      ...(compress && { compress }),
      ...(security && { security }),
      ...(tls && { tls }),
    };
  }

  protected override get destination(): string {
    return `${this.host}:${this.port}`;
  }

  /**
   * The record as an object: what the formatter wrote, if it wrote JSON (the default does, in the shape a Cordwood
   * server takes), else its text as `message` with level and logger. A subclass may send something else.
   */
  mapLogRecord(record: LogRecord): Record<string, unknown> {
    const text = this.format(record);
    const parsed = text.startsWith("{") ? parsedJson(text) : undefined;
    if (parsed === undefined) return { message: text, level: record.levelname.toLowerCase(), logger: record.name };
    // The protocol has a place of its own for it.
    delete parsed["time"];
    return parsed;
  }

  /** The tag in front of the entry, as a batch may hold several. */
  protected override encode(record: LogRecord): Uint8Array {
    const milliseconds = Math.round(record.created * 1000);
    const time = new EventTime(Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1_000_000);
    return Buffer.concat([encode(this.#tag(record)), encode([time, this.mapLogRecord(record)])]);
  }

  protected override async deliver(batch: Batch): Promise<void> {
    try {
      const session = await this.#connected();
      for (const [tag, entries] of byTag(batch.entries)) {
        const chunk = this.#options.ack === true ? chunkOf(batch.id, tag) : undefined;
        await session.send(await this.#message(tag, entries, chunk), chunk);
      }
    } catch (error) {
      this.#session?.destroy();
      this.#session = undefined;
      throw this.#explained(error);
    }
  }

  protected override courierJob(entries: readonly Uint8Array[]): Courier | undefined {
    if (this.#options.security !== undefined || this.#options.tls !== undefined) return undefined;
    const pieces = [...byTag(entries)].map(([tag, group]) => packed(tag, Buffer.concat(group), { size: group.length }));
    return { job: { kind: "stream", host: this.host, port: this.port }, pieces };
  }

  protected override disconnect(): void {
    this.#session?.end();
    this.#session = undefined;
  }

  async #message(tag: string, entries: readonly Uint8Array[], chunk: string | undefined): Promise<Buffer> {
    const plain = Buffer.concat(entries);
    const options = { size: entries.length, ...(chunk === undefined ? {} : { chunk }) };
    if (this.#options.compress === undefined) return packed(tag, plain, options);
    return packed(tag, await gzip(plain), { ...options, compressed: "gzip" });
  }

  async #connected(): Promise<ForwardSession> {
    if (this.#session !== undefined && !this.#session.closed) return this.#session;
    const to = { host: this.host, port: this.port };
    const socket = await openStream({ to, tls: this.#options.tls, timeoutMs: CONNECT_MS_DEFAULT });
    this.#session = new ForwardSession(socket, this.#ackMs);
    if (this.#options.security !== undefined) await this.#session.shakeHands(this.#options.security);
    return this.#session;
  }

  /** A server that refuses us may be set right: the records wait. */
  #explained(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const cause = new LoggingError("CW_LOGGING_DELIVERY_FAILED", [this.destination, error.message.replace(/\.$/, "")], {
      cause: error,
    });
    return error instanceof TryAgain || error instanceof LoggingError ? new TryAgain(error.message, { cause }) : error;
  }
}

/** `[tag, entries, options]` (PackedForward mode). */
function packed(tag: string, entries: Buffer, options: Record<string, unknown>): Buffer {
  return encode([tag, entries, options]);
}

function byTag(entries: readonly Uint8Array[]): Map<string, Uint8Array[]> {
  const groups = new Map<string, Uint8Array[]>();
  for (const entry of entries) {
    const tag = decode(entry);
    if (tag === undefined) continue;
    const group = groups.get(String(tag.value)) ?? [];
    group.push(entry.subarray(tag.length));
    groups.set(String(tag.value), group);
  }
  return groups;
}

/** The same whenever this batch is sent, also after a restart; base64 of something unique, as the protocol wants it. */
function chunkOf(batch: string, tag: string): string {
  return Buffer.from(`${batch}:${tag}`).toString("base64");
}

function parsedJson(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
