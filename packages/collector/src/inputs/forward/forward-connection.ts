// One connection of a forward sender: its handshake, its messages, their acknowledgement.
import type { Socket } from "node:net";
import { hostname } from "node:os";
import { forwardAck, ForwardDecoder, type ForwardEvent, ForwardHandshake } from "../../decoders/index.js";
import { CollectorError } from "../../errors.js";
import { ForwardIntake, type ForwardIntakeOptions } from "./forward-intake.js";

/** What a connection shares with the others of its input. */
export interface ForwardConnectionOptions extends Omit<ForwardIntakeOptions, "sender" | "acknowledge"> {
  /** What the sender must know; without it anybody may send. */
  sharedKey?: string;
}

/** A connection. */
export class ForwardConnection {
  readonly #socket: Socket;
  readonly #decoder = new ForwardDecoder();
  readonly #intake: ForwardIntake;
  #handshake: ForwardHandshake | undefined;

  constructor(socket: Socket, options: ForwardConnectionOptions) {
    this.#socket = socket;
    this.#intake = new ForwardIntake({
      ...options,
      sender: { giveUp: () => socket.destroy() },
      acknowledge: (chunk) => {
        if (socket.writable) socket.write(forwardAck(chunk));
      },
    });
    if (options.sharedKey === undefined) return;
    this.#handshake = new ForwardHandshake({ sharedKey: options.sharedKey, serverHostname: hostname() });
    socket.write(this.#handshake.helo());
  }

  /**
   * Takes bytes; resolves when the messages that they complete are durable and acknowledged.
   * @throws CollectorError `CW_COLLECTOR_DECODE`, `CW_COLLECTOR_SENDER`, or that of the buffer.
   */
  async push(bytes: Buffer): Promise<void> {
    try {
      for await (const event of this.#decoder.push(bytes)) await this.#take(event);
    } finally {
      await this.#intake.settle();
    }
  }

  /** Bytes of a message that has not arrived whole. */
  get pendingBytes(): number {
    return this.#decoder.pendingBytes + this.#intake.pendingBytes;
  }

  /** Frees what a message that did not arrive whole holds. */
  close(): void {
    this.#decoder.close();
    this.#intake.close();
  }

  async #take(event: ForwardEvent): Promise<void> {
    if (event.kind === "ping") this.#answer(event.ping);
    else if (this.#handshake !== undefined) throw this.#error("it sends before it has shown the shared key");
    else if (event.kind === "end") await this.#intake.end(event.option["chunk"]);
    else await this.#intake.entries(event.tag, event.bytes);
  }

  #answer(ping: readonly unknown[]): void {
    const pong = this.#handshake?.answer(ping);
    if (pong === undefined) return;
    this.#socket.write(pong.message);
    if (!pong.accepted) throw this.#error(pong.reason);
    this.#handshake = undefined;
  }

  #error(reason: string): CollectorError {
    return new CollectorError("CW_COLLECTOR_SENDER", { input: "forward", reason });
  }
}
