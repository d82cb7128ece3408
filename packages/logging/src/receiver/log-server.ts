import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { RECEIVER_CONNECTIONS_MAX, RECEIVER_FRAME_BYTES_MAX } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { getLogger } from "../logger-registry.js";
import { recordOfBytes, recordOfForm } from "./received-record.js";
import { LengthFrames } from "./length-frames.js";

/** Where a log server listens; a part without a port does not listen. */
export interface LogServerOptions {
  /** @default "127.0.0.1" */
  host?: string;
  /** For Python's `SocketHandler` and this library's; 0 for any free port. Python's `DEFAULT_TCP_LOGGING_PORT` is 9020. */
  tcpPort?: number;
  /** For `DatagramHandler`. */
  udpPort?: number;
  /** For `HTTPHandler`, any path. */
  httpPort?: number;
  /** What happens with a record. @default it is handed to the logger of its name, as if logged here */
  handle?: (record: LogRecord) => void;
  /** What happens with what is no record. @default a process warning */
  onRejected?: (error: unknown) => void;
}

/** A running log server. */
export interface LogServer {
  /** The ports in use. */
  readonly ports: { tcp?: number; udp?: number; http?: number };
  readonly received: number;
  readonly rejected: number;
  close(): Promise<void>;
}

/**
 * Receives records of other programs, Python's among them, and hands them to the loggers of this one: the receiver of Python's logging
 * cookbook, ready made. Pickles are read by an allow-list; nothing in them can run. Whoever reaches the ports can write to your log: they
 * are bound to loopback unless `host` says otherwise.
 */
export async function createLogServer(options: LogServerOptions): Promise<LogServer> {
  const server = new Receiver(options);
  await server.open();
  return server;
}

class Receiver implements LogServer {
  readonly ports: { tcp?: number; udp?: number; http?: number } = {};
  received = 0;
  rejected = 0;
  readonly #options: LogServerOptions;
  readonly #host: string;
  readonly #sockets = new Set<Socket>();
  readonly #closers: (() => Promise<unknown>)[] = [];

  constructor(options: LogServerOptions) {
    this.#options = options;
    this.#host = options.host ?? "127.0.0.1";
  }

  async open(): Promise<void> {
    const { tcpPort, udpPort, httpPort } = this.#options;
    if (tcpPort !== undefined)
      this.ports.tcp = await this.#listen(
        createServer((socket) => this.#stream(socket)),
        tcpPort,
      );
    if (httpPort !== undefined)
      this.ports.http = await this.#listen(
        createHttpServer((request, response) => void this.#request(request, response)),
        httpPort,
      );
    if (udpPort !== undefined)
      this.ports.udp = await this.#bind(createSocket(this.#host.includes(":") ? "udp6" : "udp4"), udpPort);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#closers.splice(0).map((close) => close()));
  }

  async #listen(server: Server | HttpServer, port: number): Promise<number> {
    server.maxConnections = RECEIVER_CONNECTIONS_MAX;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    server.listen(port, this.#host);
    await once(server, "listening");
    this.#closers.push(() => new Promise((resolve) => server.close(resolve)));
    return portOf(server.address());
  }

  async #bind(socket: DatagramSocket, port: number): Promise<number> {
    // Datagrams carry the same frame, length included.
    socket.on("message", (message) => this.#attempt(() => recordOfBytes(message.subarray(4))));
    socket.bind(port, this.#host);
    await once(socket, "listening");
    this.#closers.push(() => new Promise<void>((resolve) => socket.close(resolve)));
    return socket.address().port;
  }

  #stream(socket: Socket): void {
    const frames = new LengthFrames(RECEIVER_FRAME_BYTES_MAX);
    socket.on("error", () => socket.destroy());
    socket.on("data", (piece: Buffer) => {
      try {
        for (const body of frames.push(piece)) this.#attempt(() => recordOfBytes(body));
      } catch (error) {
        this.#reject(error);
        socket.destroy();
      }
    });
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const query =
        request.method === "GET" ? (request.url ?? "").split("?").slice(1).join("?") : await bodyOf(request);
      response.statusCode = this.#attempt(() => recordOfForm(new URLSearchParams(query))) ? 200 : 400;
    } catch (error) {
      this.#reject(error);
      response.statusCode = 413;
    }
    response.end();
  }

  #attempt(read: () => LogRecord): boolean {
    try {
      const record = read();
      this.received += 1;
      (this.#options.handle ?? handleHere)(record);
      return true;
    } catch (error) {
      this.#reject(error);
      return false;
    }
  }

  #reject(error: unknown): void {
    this.rejected += 1;
    if (this.#options.onRejected !== undefined) this.#options.onRejected(error);
    else process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** As in Python's cookbook: no level is looked at here; it was, where the record was logged. */
const handleHere = (record: LogRecord): void => {
  getLogger(record.name).handle(record);
};

const portOf = (address: ReturnType<Server["address"]>): number =>
  typeof address === "object" && address !== null ? address.port : 0;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece as Buffer);
    length += bytes.length;
    if (length > RECEIVER_FRAME_BYTES_MAX)
      throw new RangeError(`a body of more than ${RECEIVER_FRAME_BYTES_MAX} bytes`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString("utf8");
}
