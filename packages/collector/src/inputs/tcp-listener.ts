// Accepts TCP connections for an input and ends them with it.
import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "@cordwood/logging";
import { reasonOf } from "../errors.js";
import { closeServer, listen } from "./listen.js";

/** What to do with connections. */
export interface TcpListenerOptions {
  /** Name of the input, for messages. */
  input: string;
  host: string;
  port: number;
  logger: Logger;
  /** Serves one connection; when it ends or fails, the connection is closed. */
  serve: (socket: Socket) => Promise<void>;
}

/** A TCP server of an input. */
export class TcpListener {
  readonly #options: TcpListenerOptions;
  readonly #server: Server;
  readonly #sockets = new Map<Socket, Promise<void>>();

  constructor(options: TcpListenerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#sockets.set(socket, this.#serve(socket));
    });
  }

  /** The port that is listened on; 0 before. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Listens. @throws CollectorError `CW_COLLECTOR_LISTEN` */
  async start(): Promise<void> {
    await listen(this.#server, this.#options.host, this.#options.port, this.#options.input);
  }

  /** Accepts no more, closes all connections, and waits until what they sent is done with. */
  async stop(): Promise<void> {
    const serving = [...this.#sockets.values()];
    if (this.#server.listening) await closeServer(this.#server, this.#sockets.keys());
    await Promise.all(serving);
  }

  async #serve(socket: Socket): Promise<void> {
    const { input, logger, serve } = this.#options;
    // Without this a reset between two reads would be nobody's.
    socket.on("error", () => {});
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    try {
      await serve(socket);
    } catch (error) {
      logger.warning("%s: closed the connection from %s: %s", input, peer, reasonOf(error));
    } finally {
      socket.destroy();
      this.#sockets.delete(socket);
    }
  }
}
