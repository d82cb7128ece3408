import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { DATAGRAM_BYTES_MAX } from "../../limits.js";

/** Sends UDP datagrams to one host and port. Whether they arrive, nobody knows. */
export class DatagramSender {
  readonly host: string;
  readonly port: number;
  #socket: Socket | undefined;
  #address: { address: string; family: number } | undefined;

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  /** 4 or 6, once the first datagram is sent. */
  get family(): number | undefined {
    return this.#address?.family;
  }

  /** Sends one datagram; what is too long for one is cut. @throws Error of the system */
  async send(bytes: Uint8Array): Promise<void> {
    const socket = await this.#open();
    const address = this.#address?.address ?? this.host;
    await new Promise<void>((resolve, reject) => {
      socket.send(bytes.subarray(0, DATAGRAM_BYTES_MAX), this.port, address, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#address = undefined;
  }

  async #open(): Promise<Socket> {
    // Looked up once: a lookup for each datagram would cost more than the datagram.
    this.#address ??=
      isIP(this.host) === 0 ? await lookupOf(this.host) : { address: this.host, family: isIP(this.host) };
    if (this.#socket === undefined) {
      this.#socket = createSocket(this.#address.family === 6 ? "udp6" : "udp4");
      this.#socket.on("error", () => this.close());
      this.#socket.unref();
    }
    return this.#socket;
  }
}

/** IPv4 first, as Python's handler knows nothing else. */
async function lookupOf(host: string): Promise<{ address: string; family: number }> {
  const found = await lookup(host, { all: true });
  return found.find((each) => each.family === 4) ?? found[0] ?? { address: host, family: 4 };
}
