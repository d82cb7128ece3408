// Receives datagrams for an input.
import { createSocket, type Socket } from "node:dgram";
import type { Logger } from "@cordwood/logging";
import { listenError } from "./listen.js";

/** What to do with datagrams. */
export interface UdpListenerOptions {
  /** Name of the input, for messages. */
  input: string;
  host: string;
  port: number;
  logger: Logger;
  take: (datagram: Buffer) => void;
}

/** A UDP socket of an input. */
export class UdpListener {
  readonly #options: UdpListenerOptions;
  readonly #socket: Socket;
  #port = 0;

  constructor(options: UdpListenerOptions) {
    this.#options = options;
    this.#socket = createSocket(options.host.includes(":") ? "udp6" : "udp4");
    this.#socket.on("message", (datagram) => {
      options.take(datagram);
    });
  }

  /** The port that is listened on; 0 before. */
  get port(): number {
    return this.#port;
  }

  /** Listens. @throws CollectorError `CW_COLLECTOR_LISTEN` */
  async start(): Promise<void> {
    const { input, host, port, logger } = this.#options;
    const socket = this.#socket;
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind(port, host, () => {
          socket.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      throw listenError(input, host, port, error);
    }
    this.#port = socket.address().port;
    socket.on("error", (error) => {
      logger.warning("%s: %s", input, error.message);
    });
  }

  /** Receives no more. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.close(resolve);
    });
  }
}
