// Receives the forward protocol of Fluentd and Fluent Bit over TCP, and answers its UDP heartbeats. A chunk is
// acknowledged when its records are in the fsynced buffer; until then the connection is not read on, so the sender feels
// a full buffer.
import type { Socket } from "node:net";
import { hostname } from "node:os";
import {
  forwardAck,
  ForwardDecoder,
  type ForwardEvent,
  ForwardHandshake,
  forwardRecord,
} from "../../decoders/index.js";
import { CollectorError } from "../../errors.js";
import { groupBytesMax } from "../../limits.js";
import { LineWriter } from "../../record/line-writer.js";
import type { Input } from "../input.js";
import { type NetworkInputOptions, writeObject } from "../network-input.js";
import { TcpListener } from "../tcp-listener.js";

/** Where and how to listen. */
export interface ForwardInputOptions extends NetworkInputOptions {
  /** What senders must know; without it anybody may send. */
  sharedKey?: string;
}

/** The forward input. */
export class ForwardInput implements Input {
  readonly name = "forward";
  readonly #options: ForwardInputOptions;
  readonly #listener: TcpListener;

  constructor(options: ForwardInputOptions) {
    this.#options = options;
    const { host, port, logger } = options;
    this.#listener = new TcpListener({ input: this.name, host, port, logger, serve: (socket) => this.#serve(socket) });
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#listener.port;
  }

  start(): Promise<void> {
    return this.#listener.start();
  }

  stop(): Promise<void> {
    return this.#listener.stop();
  }

  async #serve(socket: Socket): Promise<void> {
    const connection = new ForwardConnection(socket, this.#options);
    try {
      for await (const bytes of socket as AsyncIterable<Buffer>) await connection.push(bytes);
    } finally {
      connection.close();
    }
  }
}

class ForwardConnection {
  readonly #socket: Socket;
  readonly #options: ForwardInputOptions;
  readonly #decoder = new ForwardDecoder();
  readonly #writer = new LineWriter();
  #handshake: ForwardHandshake | undefined;

  constructor(socket: Socket, options: ForwardInputOptions) {
    this.#socket = socket;
    this.#options = options;
    if (options.sharedKey === undefined) return;
    this.#handshake = new ForwardHandshake({ sharedKey: options.sharedKey, serverHostname: hostname() });
    socket.write(this.#handshake.helo());
  }

  async push(bytes: Buffer): Promise<void> {
    for await (const event of this.#decoder.push(bytes)) {
      if (event.kind === "ping") this.#answer(event.ping);
      else if (this.#handshake !== undefined) throw this.#error("it sends before it has shown the shared key");
      else await this.#take(event);
    }
  }

  close(): void {
    this.#decoder.close();
  }

  #answer(ping: readonly unknown[]): void {
    const pong = this.#handshake?.answer(ping);
    if (pong === undefined) return;
    this.#socket.write(pong.message);
    if (!pong.accepted) throw this.#error(pong.reason);
    this.#handshake = undefined;
  }

  // The records of a chunk go to the disk together, unless it is larger than one write should be.
  async #take(event: Exclude<ForwardEvent, { kind: "ping" }>): Promise<void> {
    if (event.kind === "end") {
      await this.#append();
      const { chunk } = event.option;
      if (typeof chunk === "string" && this.#socket.writable) this.#socket.write(forwardAck(chunk));
      return;
    }
    const { defaults, zone } = this.#options;
    const whole = defaults.service === "" ? { ...defaults, service: event.tag } : defaults;
    for (const entry of event.entries) writeObject(forwardRecord(entry, event.tag), whole, zone, this.#writer);
    if (this.#writer.length >= groupBytesMax) await this.#append();
  }

  async #append(): Promise<void> {
    const writer = this.#writer;
    if (writer.records > 0) await this.#options.target.append({ data: writer.written(), records: writer.records });
    writer.length = 0;
    writer.records = 0;
  }

  #error(reason: string): CollectorError {
    return new CollectorError("CW_COLLECTOR_SENDER", { input: "forward", reason });
  }
}
