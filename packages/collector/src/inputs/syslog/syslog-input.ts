// Receives syslog over UDP and TCP. Syslog has no acknowledgement: TCP senders are slowed down while the buffer is
// full, datagrams are then dropped and counted.
import type { Socket } from "node:net";
import { SyslogFrames } from "../../decoders/index.js";
import { reasonOf } from "../../errors.js";
import { lineBytesMax } from "../../limits.js";
import { LineDecoder } from "../../record/line-decoder.js";
import { Batcher } from "../batcher.js";
import type { Input } from "../input.js";
import type { NetworkInputOptions } from "../network-input.js";
import { TcpListener } from "../tcp-listener.js";
import { UdpListener } from "../udp-listener.js";

/** Where and how to listen. */
export interface SyslogInputOptions extends NetworkInputOptions {
  /** @default both */
  protocols?: readonly ("udp" | "tcp")[];
}

/** The syslog input. */
export class SyslogInput implements Input {
  readonly name = "syslog";
  readonly #batcher: Batcher;
  readonly #decoder: LineDecoder;
  readonly #tcp: TcpListener | undefined;
  readonly #udp: UdpListener | undefined;
  readonly #options: SyslogInputOptions;
  #dropped = 0;

  constructor(options: SyslogInputOptions) {
    this.#options = options;
    const { defaults, zone, host, port, logger, protocols = ["udp", "tcp"] } = options;
    this.#decoder = new LineDecoder({ defaults, zone, multiline: false });
    this.#batcher = new Batcher(options.target, (error) => {
      logger.error("syslog: records are lost: %s", reasonOf(error));
    });
    const common = { input: this.name, host, port, logger };
    if (protocols.includes("tcp")) this.#tcp = new TcpListener({ ...common, serve: (socket) => this.#serve(socket) });
    if (protocols.includes("udp")) this.#udp = new UdpListener({ ...common, take: (bytes) => this.#datagram(bytes) });
  }

  /** The ports that are listened on. */
  get ports(): { tcp: number; udp: number } {
    return { tcp: this.#tcp?.port ?? 0, udp: this.#udp?.port ?? 0 };
  }

  /** Datagrams that were dropped because the buffer was full. */
  get dropped(): number {
    return this.#dropped;
  }

  async start(): Promise<void> {
    await this.#tcp?.start();
    await this.#udp?.start();
  }

  async stop(): Promise<void> {
    await this.#udp?.stop();
    await this.#tcp?.stop();
    await this.#batcher.flush();
  }

  // A datagram is one message; some senders put the framing of TCP around it all the same.
  #datagram(datagram: Buffer): void {
    if (this.#batcher.full) {
      this.#dropped += 1;
      if (this.#dropped === 1) this.#options.logger.warning("syslog: the buffer is full, datagrams are dropped");
      return;
    }
    this.#take(withoutEnd(datagram));
    void this.#batcher.flush();
  }

  #take(message: Buffer): void {
    if (message.length > 0) this.#decoder.line(message, 0, this.#batcher.writer);
  }

  async #serve(socket: Socket): Promise<void> {
    const frames = new SyslogFrames(lineBytesMax);
    try {
      for await (const bytes of socket as AsyncIterable<Buffer>) {
        for (const message of frames.push(bytes)) this.#take(message);
        const flushed = this.#batcher.flush();
        if (this.#batcher.full) await flushed;
      }
    } finally {
      const rest = frames.flush();
      if (rest !== undefined) this.#take(rest);
      await this.#batcher.flush();
    }
  }
}

function withoutEnd(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === 0x0a || message[end - 1] === 0x0d || message[end - 1] === 0)) end -= 1;
  return message.subarray(0, end);
}
