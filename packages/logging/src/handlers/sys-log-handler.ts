import type { Socket } from "node:net";
import { LoggingError } from "../errors.js";
import { isPlainObject } from "../fields.js";
import { CONNECT_MS_DEFAULT } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import type { Courier } from "./delivery/courier.js";
import { DatagramSender } from "./delivery/datagram-sender.js";
import { type Batch, DELIVERY_OPTIONS, type DeliveryOptions } from "./delivery/delivery-handler.js";
import type { TlsContext } from "./delivery/http-request.js";
import { openStream, writeStream } from "./delivery/stream-connection.js";
import { TryAgain } from "./delivery/try-again.js";
import { readArguments } from "./read-arguments.js";
import { FACILITY_NAMES, PRIORITY_MAP, PRIORITY_NAMES, SYSLOG_FACILITIES } from "./syslog-constants.js";
import { SyslogNumbers } from "./syslog-numbers.js";
import { frameSyslog, type SyslogFraming, syslogMessage, type SyslogProtocol } from "./syslog-message.js";

/** Python's `socket.SOCK_STREAM`, for `socktype`. */
export const SOCK_STREAM = 1;
/** Python's `socket.SOCK_DGRAM`, for `socktype`. */
export const SOCK_DGRAM = 2;
/** The port of syslog over UDP. */
export const SYSLOG_UDP_PORT = 514;
/** The port of syslog over TCP. */
export const SYSLOG_TCP_PORT = 514;

/** Host and port, or the path of a Unix stream socket. */
export type SyslogAddress = readonly [string, number] | { host: string; port?: number } | string;

/** Options of {@link SysLogHandler}. */
export interface SysLogHandlerOptions extends DeliveryOptions {
  /** @default ["localhost", 514] */
  address?: SyslogAddress;
  /** A number or a name such as "local0". @default LOG_USER */
  facility?: number | string;
  /** SOCK_DGRAM ("udp") or SOCK_STREAM ("tcp"). @default SOCK_DGRAM; SOCK_STREAM for a path or with `tls` */
  socktype?: number | "udp" | "tcp" | null;
  /** Speak TLS over TCP (RFC 5425). @default plain */
  tls?: TlsContext;
  /** Form of the message. @default "bare", as Python sends it */
  protocol?: SyslogProtocol;
  /** How messages are told apart on a stream. @default "octet" with rfc5424 or TLS, "newline" with rfc3164, "nul" with bare */
  framing?: SyslogFraming;
  /** Name of the program, in the header of rfc3164 and rfc5424. @default the name of the main script */
  application?: string;
}

/** Arguments of {@link SysLogHandler}. */
export type SysLogHandlerArguments =
  | [options?: SysLogHandlerOptions]
  | [address: SyslogAddress, facility?: number | string, socktype?: number | "udp" | "tcp" | null]
  | [address: SyslogAddress, options: SysLogHandlerOptions];

const names = {
  owner: "SysLogHandler",
  positional: ["address", "facility", "socktype"],
  named: ["tls", "protocol", "framing", "application", ...DELIVERY_OPTIONS],
};

/** Sends records to a syslog server over UDP, TCP, TLS or a Unix stream socket. */
export class SysLogHandler extends SyslogNumbers {
  readonly address: SyslogAddress;
  facility: number | string;
  /** SOCK_STREAM or SOCK_DGRAM. */
  readonly socktype: number;
  readonly unixsocket: boolean;
  /** Put in front of each message. */
  ident = "";
  /** Whether a NUL ends each bare message, as some old daemons expect. */
  append_nul = true;
  readonly priority_names: Readonly<Record<string, number>> = PRIORITY_NAMES;
  readonly facility_names: Readonly<Record<string, number>> = FACILITY_NAMES;
  priority_map: Readonly<Record<string, string>> = PRIORITY_MAP;
  readonly #to: { path: string } | { host: string; port: number };
  readonly #protocol: SyslogProtocol;
  readonly #framing: SyslogFraming | undefined;
  readonly #application: string;
  readonly #tls: TlsContext | undefined;
  readonly #sender: DatagramSender | undefined;
  #stream: Socket | undefined;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN`, `CW_LOGGING_UNSUPPORTED` */
  constructor(...given: SysLogHandlerArguments) {
    const options = readArguments<SysLogHandlerOptions>(names, given);
    const { address, facility, socktype, tls, protocol, framing, application, ...delivery } = options;
    super(delivery);
    this.address = address ?? ["localhost", SYSLOG_UDP_PORT];
    this.#to = readAddress(this.address);
    this.facility = facility ?? SYSLOG_FACILITIES.LOG_USER;
    this.unixsocket = "path" in this.#to;
    this.socktype = readSocketType(socktype, this.unixsocket, tls !== undefined);
    this.#tls = tls;
    this.#protocol = protocol ?? "bare";
    this.#framing = framing ?? defaultFraming(this.#protocol, tls !== undefined);
    this.#application = application ?? process.argv[1]?.split(/[/\\]/).at(-1) ?? "node";
    this.#sender =
      "path" in this.#to || this.socktype === SOCK_STREAM
        ? undefined
        : new DatagramSender(this.#to.host, this.#to.port);
    this.encodePriority(this.facility, "info");
  }

  /** Facility and priority, numbers or names, in one number. @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
  encodePriority(facility: number | string, priority: number | string): number {
    return (lookUp(this.facility_names, "facility", facility) << 3) | lookUp(this.priority_names, "priority", priority);
  }

  /** The priority name of a level name; "warning" for levels it does not know. */
  mapPriority(levelName: string): string {
    return Object.hasOwn(this.priority_map, levelName) ? (this.priority_map[levelName] ?? "warning") : "warning";
  }

  protected override get destination(): string {
    return "path" in this.#to ? this.#to.path : `${this.#to.host}:${this.#to.port}`;
  }

  protected override encode(record: LogRecord): Uint8Array {
    const priority = this.encodePriority(this.facility, this.mapPriority(record.levelname));
    const text = this.ident + this.format(record);
    const sender = { application: this.#application, messageId: record.name };
    const message = syslogMessage(this.#protocol, priority, record, text, sender);
    if (this.#sender === undefined) return frameSyslog(this.#streamFraming(), message);
    return Buffer.from(this.#protocol === "bare" && this.append_nul ? `${message}\0` : message);
  }

  protected override async deliver(batch: Batch): Promise<void> {
    if (this.#sender === undefined) await this.#write(Buffer.concat(batch.entries));
    else for (const entry of batch.entries) await this.#sender.send(entry);
  }

  protected override courierJob(entries: readonly Uint8Array[]): Courier | undefined {
    if (this.#tls !== undefined) return undefined;
    if (this.#sender === undefined) return { job: { kind: "stream", ...this.#to }, pieces: [Buffer.concat(entries)] };
    return { job: { kind: "datagram", ...this.#to, family: this.#sender.family ?? 4 }, pieces: [...entries] };
  }

  protected override disconnect(): void {
    this.#sender?.close();
    this.#stream?.end();
    this.#stream?.unref();
    this.#stream = undefined;
  }

  #streamFraming(): SyslogFraming {
    return this.#framing === "nul" && !this.append_nul ? "none" : (this.#framing ?? "nul");
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      this.#stream ??= await openStream({ to: this.#to, tls: this.#tls, timeoutMs: CONNECT_MS_DEFAULT });
      this.#stream.unref();
      await writeStream(this.#stream, bytes, CONNECT_MS_DEFAULT);
    } catch (error) {
      this.#stream?.destroy();
      this.#stream = undefined;
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof TryAgain)) return error;
    const { cause } = error;
    if (cause instanceof Error && "code" in cause && cause.code === "EPROTOTYPE") {
      return new LoggingError("CW_LOGGING_UNSUPPORTED", [
        `Unix datagram socket ${this.destination}`,
        "Node.js has no such sockets; give a host and a port, or have the daemon listen on a stream socket",
      ]);
    }
    const failed = new LoggingError("CW_LOGGING_DELIVERY_FAILED", [this.destination, error.message], { cause });
    return new TryAgain(error.message, { cause: failed });
  }
}

function readAddress(address: SyslogAddress): { path: string } | { host: string; port: number } {
  if (typeof address === "string") return { path: address };
  if (Array.isArray(address)) return readAddress({ host: String(address[0]), port: Number(address[1]) });
  if (isPlainObject(address)) {
    const { host, port } = { port: SYSLOG_UDP_PORT, ...address } as { host: unknown; port: unknown };
    if (typeof host === "string" && Number.isInteger(port)) return { host, port: port as number };
  }
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["address", JSON.stringify(address), "[host, port] or a path"]);
}

function readSocketType(socktype: SysLogHandlerOptions["socktype"], isPath: boolean, isTls: boolean): number {
  if (socktype === undefined || socktype === null) return isPath || isTls ? SOCK_STREAM : SOCK_DGRAM;
  if (socktype === SOCK_STREAM || socktype === "tcp") return SOCK_STREAM;
  if (socktype !== SOCK_DGRAM && socktype !== "udp") {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
      "socktype",
      String(socktype),
      "SOCK_DGRAM, SOCK_STREAM, udp or tcp",
    ]);
  }
  if (!isPath && !isTls) return SOCK_DGRAM;
  throw new LoggingError("CW_LOGGING_UNSUPPORTED", [
    `socktype ${socktype} here`,
    isPath ? "Node.js has no Unix datagram sockets" : "TLS needs a stream",
  ]);
}

function defaultFraming(protocol: SyslogProtocol, isTls: boolean): SyslogFraming {
  if (protocol === "rfc5424" || isTls) return "octet";
  return protocol === "rfc3164" ? "newline" : "nul";
}

function lookUp(known: Readonly<Record<string, number>>, what: string, value: number | string): number {
  if (typeof value === "number") return value;
  const found = Object.hasOwn(known, value) ? known[value] : undefined;
  if (found !== undefined) return found;
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
    what,
    JSON.stringify(value),
    `one of ${Object.keys(known).join(", ")}`,
  ]);
}
