// Receives syslog over UDP and TCP. Syslog has no acknowledgement: TCP senders are slowed down while the buffer is
// full, datagrams are then dropped and counted.
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "@cordwood/logging";
import { CollectorError, reasonOf } from "../../errors.js";
import { lineBytesMax } from "../../limits.js";
import { LineDecoder } from "../../record/line-decoder.js";
import type { RecordDefaults } from "../../record/segment-line.js";
import type { Zone } from "../../timestamps/zone.js";
import { Batcher } from "../batcher.js";
import type { Input, InputTarget } from "../input.js";
import { closeServer, listen } from "../listen.js";
import { nextFrame } from "./syslog-framing.js";

/** Where and how to listen. */
export interface SyslogInputOptions {
  host: string;
  port: number;
  /** @default both */
  protocols?: readonly ("udp" | "tcp")[];
  defaults: RecordDefaults;
  zone: Zone;
  target: InputTarget;
  logger: Logger;
}

/** The syslog input. */
export class SyslogInput implements Input {
  readonly name = "syslog";
  readonly #options: SyslogInputOptions;
  readonly #batcher: Batcher;
  readonly #decoder: LineDecoder;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #datagrams: DatagramSocket | undefined;
  #dropped = 0;

  constructor(options: SyslogInputOptions) {
    this.#options = options;
    this.#decoder = new LineDecoder({ defaults: options.defaults, zone: options.zone, multiline: false });
    this.#batcher = new Batcher(options.target, (error) => {
      options.logger.error("syslog: records are lost: %s", reasonOf(error));
    });
  }

  /** The ports that are listened on. */
  get ports(): { tcp: number; udp: number } {
    const tcp = this.#server?.address();
    const udp = this.#datagrams?.address();
    return { tcp: typeof tcp === "object" && tcp !== null ? tcp.port : 0, udp: udp?.port ?? 0 };
  }

  /** Datagrams that were dropped because the buffer was full. */
  get dropped(): number {
    return this.#dropped;
  }

  async start(): Promise<void> {
    const { host, port, protocols = ["udp", "tcp"] } = this.#options;
    if (protocols.includes("tcp")) {
      this.#server = createServer((socket) => {
        this.#accept(socket);
      });
      await listen(this.#server, host, port, this.name);
    }
    if (protocols.includes("udp")) await this.#bind(host, port);
  }

  async stop(): Promise<void> {
    const datagrams = this.#datagrams;
    if (datagrams !== undefined) {
      await new Promise<void>((resolve) => {
        datagrams.close(resolve);
      });
    }
    if (this.#server !== undefined) await closeServer(this.#server, this.#sockets);
    await this.#batcher.flush();
  }

  async #bind(host: string, port: number): Promise<void> {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    this.#datagrams = socket;
    socket.on("message", (message) => {
      this.#datagram(message);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind(port, host, resolve);
      });
    } catch (error) {
      const values = { input: this.name, address: `${host}:${port}`, reason: reasonOf(error) };
      throw new CollectorError("CW_COLLECTOR_LISTEN", values, { cause: error });
    }
    socket.on("error", (error) => {
      this.#options.logger.warning("syslog: %s", error.message);
    });
  }

  #datagram(message: Buffer): void {
    if (this.#batcher.full) {
      this.#dropped += 1;
      if (this.#dropped === 1) this.#options.logger.warning("syslog: the buffer is full, datagrams are dropped");
      return;
    }
    const frame = nextFrame(message, 0, lineBytesMax);
    // A datagram is one message, with or without a length and an end.
    this.#take(frame?.end === message.length ? frame.message : message);
    void this.#batcher.flush();
  }

  #take(message: Buffer): void {
    if (message.length > 0) this.#decoder.line(message, 0, this.#batcher.writer);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    this.#serve(socket)
      .catch((error: unknown) => {
        this.#options.logger.debug("syslog: closed %s: %s", socket.remoteAddress ?? "", reasonOf(error));
      })
      .finally(() => {
        this.#sockets.delete(socket);
      });
  }

  async #serve(socket: Socket): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    try {
      for await (const part of socket as AsyncIterable<Buffer>) {
        rest = this.#frames(rest.length === 0 ? part : Buffer.concat([rest, part]));
        const flushed = this.#batcher.flush();
        if (this.#batcher.full) await flushed;
      }
    } finally {
      this.#take(rest);
      await this.#batcher.flush();
    }
  }

  #frames(bytes: Buffer): Buffer {
    let at = 0;
    for (
      let frame = nextFrame(bytes, at, lineBytesMax);
      frame !== undefined;
      frame = nextFrame(bytes, at, lineBytesMax)
    ) {
      this.#take(frame.message);
      at = frame.end;
    }
    return bytes.subarray(at);
  }
}
