// Receives datagrams for an input.
import { createSocket, type Socket } from "node:dgram";
import type { Logger } from "@cordwood/logging";
import { udpReceiveBytes } from "../limits.js";
import { listenError } from "./listen.js";
import type { Endpoint } from "./listener-options.js";

/** Sends an answer to where a datagram came from; what cannot be sent is lost, as datagrams are. */
export type Reply = (answer: Uint8Array) => void;

/** What to do with datagrams. */
export interface UdpListenerOptions {
  /** Name of the input, for messages. */
  input: string;
  endpoint: Endpoint;
  logger: Logger;
  take: (datagram: Buffer, reply: Reply) => void;
}

/** A UDP socket of an input. */
export class UdpListener {
  readonly #options: UdpListenerOptions;
  #socket: Socket | undefined;

  constructor(options: UdpListenerOptions) {
    this.#options = options;
  }

  /** The port that is listened on; 0 before. */
  get port(): number {
    return this.#socket?.address().port ?? 0;
  }

  /** True while datagrams are received. */
  get isListening(): boolean {
    return this.#socket !== undefined;
  }

  /** Listens. @throws CollectorError `CW_COLLECTOR_LISTEN` */
  async start(): Promise<void> {
    const { input, endpoint, logger, take } = this.#options;
    const { host, port } = endpoint;
    const type = host.includes(":") ? "udp6" : "udp4";
    const socket = createSocket({ type, recvBufferSize: udpReceiveBytes }, (datagram, from) => {
      take(datagram, (answer) => {
        socket.send(answer, from.port, from.address, () => {});
      });
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind(port, host, () => {
          socket.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      socket.close();
      throw listenError(input, endpoint, error);
    }
    socket.on("error", (error) => {
      logger.warning("%s: %s", input, error.message);
    });
    this.#socket = socket;
  }

  /** Receives no more. */
  async stop(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    await new Promise<void>((resolve) => {
      socket.close(resolve);
    });
  }
}
