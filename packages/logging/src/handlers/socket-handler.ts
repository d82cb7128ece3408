import type { Socket } from "node:net";
import { LoggingError } from "../errors.js";
import {
  CONNECT_MS_DEFAULT,
  SOCKET_RETRY_FACTOR_DEFAULT,
  SOCKET_RETRY_MAX_S_DEFAULT,
  SOCKET_RETRY_MS_MIN,
  SOCKET_RETRY_START_S_DEFAULT,
} from "../limits.js";
import type { LogRecord } from "../log-record.js";
import type { Courier } from "./delivery/courier.js";
import { type Batch, DELIVERY_OPTIONS, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
import type { TlsContext } from "./delivery/http-request.js";
import { openStream, writeStream } from "./delivery/stream-connection.js";
import { TryAgain } from "./delivery/try-again.js";
import { readArguments, required } from "./read-arguments.js";
import { checkFormat, frameRecord, type FrameFormat } from "./record-frame.js";

/** Options of {@link SocketHandler}. */
export interface SocketHandlerOptions extends DeliveryOptions {
  /** What stands in each frame: JSON, or the pickle that Python's receivers expect. @default "json" */
  format?: FrameFormat;
  /** Speak TLS with these settings; `{}` for those of Node. @default plain TCP */
  tls?: TlsContext;
}

/** Arguments of {@link SocketHandler}; a port of null means that `host` is the path of a Unix socket. */
export type SocketHandlerArguments =
  | [host: string, port: number | null, options?: SocketHandlerOptions]
  | [options: SocketHandlerOptions & { host: string; port?: number | null }];

type Named = SocketHandlerOptions & { host: string; port: number | null };

/**
 * Sends each record to a TCP or Unix socket, framed by its length (4 bytes, big-endian), as Python's does. The
 * connection stays open; while it is away records wait in the queue, and attempts to connect are spaced by
 * `retryStart`, `retryFactor` and `retryMax`. Python drops such records.
 */
export class SocketHandler extends DeliveryHandler {
  readonly host: string;
  readonly port: number | null;
  readonly address: string | readonly [string, number];
  /** The open connection, or null. */
  sock: Socket | null = null;
  /** Whether an error closes the connection silently instead of being reported. @default false */
  closeOnError = false;
  /** When the next attempt to connect may be made, in seconds since the epoch; null for at once. */
  retryTime: number | null = null;
  /** The wait before it, in seconds. */
  retryPeriod = 0;
  /** First wait in seconds. */
  retryStart: number = SOCKET_RETRY_START_S_DEFAULT;
  /** Longest wait in seconds. */
  retryMax: number = SOCKET_RETRY_MAX_S_DEFAULT;
  /** Each wait is the one before times this. */
  retryFactor: number = SOCKET_RETRY_FACTOR_DEFAULT;
  protected readonly tls: TlsContext | undefined;
  readonly #format: FrameFormat;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: SocketHandlerArguments) {
    const names = {
      owner: "SocketHandler",
      positional: ["host", "port"],
      named: ["format", "tls", ...DELIVERY_OPTIONS],
    };
    const { host, port = null, format, tls, ...delivery } = readArguments<Named>(names, given);
    // The spacing of attempts to connect is this handler's own; a server that accepts and then closes is not hurried.
    super({ ...delivery, retryFirstMs: SOCKET_RETRY_MS_MIN, retryMsMax: SOCKET_RETRY_MS_MIN });
    this.host = required("SocketHandler", "host", host, "a host, or the path of a Unix socket");
    this.port = port;
    this.address = port === null ? this.host : [this.host, port];
    this.tls = tls;
    this.#format = checkFormat(format);
  }

  /** Opens a connection; a subclass may open another kind. @throws TryAgain */
  makeSocket(timeoutMs: number = CONNECT_MS_DEFAULT): Promise<Socket> {
    const to = this.port === null ? { path: this.host } : { host: this.host, port: this.port };
    return openStream({ to, tls: this.tls, timeoutMs });
  }

  /** Connects, unless the last attempt failed too short a time ago; then, and when it fails, `sock` stays null. */
  async createSocket(): Promise<void> {
    const now = Date.now() / 1000;
    if (this.retryTime !== null && now < this.retryTime) return;
    try {
      this.sock = await this.makeSocket();
      this.sock.unref();
      this.retryTime = null;
    } catch (error) {
      const next = this.retryTime === null ? this.retryStart : this.retryPeriod * this.retryFactor;
      this.retryPeriod = Math.min(next, this.retryMax);
      this.retryTime = Date.now() / 1000 + this.retryPeriod;
      throw error;
    }
  }

  /** The record in a frame. */
  makePickle(record: LogRecord): Buffer {
    return frameRecord(record, this.#format);
  }

  /** Sends bytes over the connection, which is made when there is none. @throws TryAgain */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.sock === null || this.sock.destroyed) await this.#connect();
    const { sock } = this;
    if (sock === null) throw this.#waiting();
    try {
      sock.ref();
      await writeStream(sock, bytes, CONNECT_MS_DEFAULT);
      sock.unref();
    } catch (error) {
      sock.destroy();
      this.sock = null;
      throw error;
    }
  }

  override handleError(record: LogRecord, error: unknown): void {
    if (this.closeOnError && this.sock !== null) this.disconnect();
    else super.handleError(record, error);
  }

  protected override get destination(): string {
    return this.port === null ? this.host : `${this.host}:${this.port}`;
  }

  protected override encode(record: LogRecord): Uint8Array {
    return this.makePickle(record);
  }

  protected override async deliver(batch: Batch): Promise<void> {
    await this.send(Buffer.concat(batch.entries));
  }

  protected override courierJob(entries: readonly Uint8Array[]): Courier | undefined {
    if (this.tls !== undefined) return undefined;
    const to = this.port === null ? { path: this.host } : { host: this.host, port: this.port };
    return { job: { kind: "stream", ...to }, pieces: [Buffer.concat(entries)] };
  }

  protected override disconnect(): void {
    this.sock?.end();
    this.sock?.unref();
    this.sock = null;
  }

  async #connect(): Promise<void> {
    try {
      await this.createSocket();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const cause = new LoggingError("CW_LOGGING_DELIVERY_FAILED", [this.destination, error.message], {
        cause: error.cause,
      });
      throw new TryAgain(error.message, { afterMs: this.#waitMs(), cause });
    }
  }

  #waiting(): TryAgain {
    return new TryAgain("waiting before the next attempt to connect", { afterMs: this.#waitMs() });
  }

  #waitMs(): number {
    return this.retryTime === null ? 0 : Math.max(1, this.retryTime * 1000 - Date.now());
  }
}
