// Receives GELF over UDP (plain, compressed, in chunks) and TCP (messages that end with NUL).
import type { Socket } from "node:net";
import { decodeGelf, GelfChunks } from "../../decoders/index.js";
import { CollectorError, reasonOf } from "../../errors.js";
import { lineBytesMax } from "../../limits.js";
import { Batcher } from "../batcher.js";
import type { Input } from "../input.js";
import { type NetworkInputOptions, writeObject } from "../network-input.js";
import { TcpListener } from "../tcp-listener.js";
import { UdpListener } from "../udp-listener.js";

/** The GELF input. */
export class GelfInput implements Input {
  readonly name = "gelf";
  readonly #options: NetworkInputOptions;
  readonly #batcher: Batcher;
  readonly #chunks = new GelfChunks();
  readonly #tcp: TcpListener;
  readonly #udp: UdpListener;
  #rejected = 0;

  constructor(options: NetworkInputOptions) {
    this.#options = options;
    const { host, port, logger } = options;
    this.#batcher = new Batcher(options.target, (error) => {
      logger.error("gelf: records are lost: %s", reasonOf(error));
    });
    const common = { input: this.name, host, port, logger };
    this.#tcp = new TcpListener({ ...common, serve: (socket) => this.#serve(socket) });
    this.#udp = new UdpListener({ ...common, take: (datagram) => this.#datagram(datagram) });
  }

  /** The ports that are listened on. */
  get ports(): { tcp: number; udp: number } {
    return { tcp: this.#tcp.port, udp: this.#udp.port };
  }

  /** Datagrams that were no GELF, or dropped because the buffer was full. */
  get rejected(): number {
    return this.#rejected;
  }

  async start(): Promise<void> {
    await this.#tcp.start();
    await this.#udp.start();
  }

  async stop(): Promise<void> {
    await this.#udp.stop();
    await this.#tcp.stop();
    await this.#batcher.flush();
  }

  #datagram(datagram: Buffer): void {
    try {
      const message = this.#batcher.full ? undefined : this.#chunks.push(datagram, Date.now());
      if (message !== undefined) this.#write(message);
      else if (this.#batcher.full) this.#rejected += 1;
    } catch (error) {
      this.#rejected += 1;
      if (this.#rejected === 1) this.#options.logger.warning("gelf: a datagram was rejected: %s", reasonOf(error));
    }
    void this.#batcher.flush();
  }

  #write(message: Uint8Array): void {
    const { defaults, zone } = this.#options;
    writeObject(decodeGelf(message), defaults, zone, this.#batcher.writer);
  }

  async #serve(socket: Socket): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const part of socket as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
      rest = this.#messages(bytes);
      if (rest.length > lineBytesMax) {
        const reason = `a message is longer than ${lineBytesMax} bytes`;
        throw new CollectorError("CW_COLLECTOR_SENDER", { input: "gelf", reason });
      }
      const flushed = this.#batcher.flush();
      if (this.#batcher.full) await flushed;
    }
  }

  #messages(bytes: Buffer): Buffer {
    let start = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
      if (end > start) this.#write(bytes.subarray(start, end));
      start = end + 1;
    }
    return bytes.subarray(start);
  }
}
