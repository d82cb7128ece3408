// Accepts connections for an input, over TCP, TLS or a Unix socket, and ends them with it.
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Logger } from "@cordwood/logging";
import { reasonOf } from "../errors.js";
import { connectionsMax, keepAliveProbeMs } from "../limits.js";
import { Complaints } from "./complaints.js";
import { closeServer, listen } from "./listen.js";
import type { Endpoint } from "./listener-options.js";
import { PendingBytes } from "./pending-bytes.js";
import { tlsOptions } from "./tls-options.js";
import { TlsRenewal } from "./tls-renewal.js";

/** One connection of a sender. */
export interface Connection {
  readonly socket: Socket;
  /** Notes the bytes of a message that has not arrived whole; the connection that holds most is closed at the bound. */
  readonly hold: (bytes: number) => void;
}

/** What to do with connections. */
export interface TcpListenerOptions {
  /** Name of the input, for messages. */
  input: string;
  endpoint: Endpoint;
  logger: Logger;
  /** Serves one connection; when it ends or fails, the connection is closed. */
  serve: (connection: Connection) => Promise<void>;
}

/** A server of an input. */
export class TcpListener {
  readonly #options: TcpListenerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #serving = new Set<Promise<void>>();
  readonly #pending = new PendingBytes();
  readonly #complaints: Complaints;
  readonly #refusals: Complaints;
  #server: Server | undefined;
  #renewal: TlsRenewal | undefined;

  constructor(options: TcpListenerOptions) {
    this.#options = options;
    this.#complaints = new Complaints(options.logger);
    this.#refusals = new Complaints(options.logger);
  }

  /** The port that is listened on; 0 before, and for a Unix socket. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** True while connections are accepted. */
  get isListening(): boolean {
    return this.#server?.listening ?? false;
  }

  /** Connections that failed, and connections that were one too many. */
  get counts(): { failed: number; refused: number } {
    return { failed: this.#complaints.count, refused: this.#refusals.count };
  }

  /** Listens. @throws CollectorError `CW_COLLECTOR_LISTEN`, `CW_COLLECTOR_TLS` */
  async start(): Promise<void> {
    const { endpoint, input } = this.#options;
    const server = await this.#createServer();
    server.maxConnections = endpoint.connectionsMax ?? connectionsMax;
    server.on("connection", (socket: Socket) => {
      this.#accept(socket);
    });
    server.on("drop", () => {
      this.#refusals.warn("%s: refused a connection, %d are open", input, server.maxConnections);
    });
    await listen(server, endpoint, input);
    this.#server = server;
    // Such as too many open files when a connection is to be accepted.
    server.on("error", (error) => {
      this.#complaints.warn("%s: %s", input, error.message);
    });
    await this.#renewal?.start();
  }

  /** Accepts no more, closes all connections, and waits until what they sent is done with. */
  async stop(): Promise<void> {
    this.#renewal?.stop();
    if (this.#server !== undefined) await closeServer(this.#server, this.#sockets);
    this.#server = undefined;
    await Promise.all(this.#serving);
  }

  async #createServer(): Promise<Server> {
    const { endpoint, input, logger } = this.#options;
    const serve = (socket: Socket): void => {
      const serving = this.#serve(socket).finally(() => this.#serving.delete(serving));
      this.#serving.add(serving);
    };
    if (endpoint.tls === undefined) return createServer(serve);
    const server = createTlsServer(await tlsOptions(endpoint.tls, input), serve);
    server.on("tlsClientError", (error, { remoteAddress = "a client" }) => {
      this.#complaints.warn("%s: no TLS with %s: %s", input, remoteAddress, tlsReason(error));
    });
    this.#renewal = new TlsRenewal(server, { config: endpoint.tls, input, logger });
    return server;
  }

  // Also a socket whose TLS is still being negotiated ends with the input.
  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setKeepAlive(true, keepAliveProbeMs);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
  }

  async #serve(socket: Socket): Promise<void> {
    const { input, serve, endpoint } = this.#options;
    this.#sockets.add(socket);
    // Without this a reset between two reads would be nobody's.
    socket.on("error", () => {});
    const peer = endpoint.path ?? `${socket.remoteAddress}:${socket.remotePort}`;
    const complain = (reason: string): void => {
      this.#complaints.warn("%s: closed the connection from %s: %s", input, peer, reason);
      socket.destroy();
    };
    const { idleMs } = endpoint;
    if (idleMs !== undefined) socket.setTimeout(idleMs, () => socket.destroy());
    const holder = {
      giveUp: () => complain("incomplete messages of all senders take too much memory, and this one sent most"),
    };
    try {
      await serve({ socket, hold: (bytes) => this.#pending.set(holder, bytes) });
    } catch (error) {
      if (!socket.destroyed || !isClosed(error)) complain(reasonOf(error));
    } finally {
      this.#pending.set(holder, 0);
      socket.destroy();
      this.#sockets.delete(socket);
    }
  }
}

// OpenSSL's message has its source file in it; `reason` is the part for people.
function tlsReason(error: Error): string {
  return "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
}

// Reading from a socket that this side destroyed ends with this error.
function isClosed(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
