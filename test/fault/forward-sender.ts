// A forward sender that numbers its records and sends a chunk again until it is acknowledged, as Fluentd does.
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeMessagePack } from "@cordwood/collector/decoders";

const eventTime = Buffer.from("d70065920080075bcd15", "hex");

/** An entry of the forward protocol. */
export function entryOf(record: object): Buffer {
  return Buffer.concat([Buffer.of(0x92), eventTime, encodeMessagePack(record)]);
}

/** A PackedForward message. */
export function packed(entries: Buffer, option: object = {}): Buffer {
  return encodeMessagePack(["fault", entries, option]);
}

/** A connection. @throws Error when nobody listens. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  if (await first(socket, "connect")) return socket;
  throw new Error(`nobody listens on port ${port}`);
}

/** True when the event comes, false when the connection ends before it. */
async function first(socket: Socket, event: "connect" | "data"): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once(event, () => resolve(true));
    socket.once("close", () => resolve(false));
  });
}

/** Sends chunks of numbered records; each is repeated until it is acknowledged. */
export class ForwardSender {
  readonly acknowledged = new Set<string>();
  readonly #port: number;
  readonly #name: string;
  readonly #size: number;
  #next = 0;
  #stopped = false;

  /** `size` is the number of records of a chunk. */
  constructor(port: number, name: string, size: number) {
    this.#port = port;
    this.#name = name;
    this.#size = size;
  }

  /** Sends until {@link stop}; then until the last chunk is acknowledged. */
  async run(): Promise<void> {
    for (let chunk = 0; !this.#stopped; chunk += 1) {
      const messages = Array.from({ length: this.#size }, () => `${this.#name} ${this.#next++}`);
      const entries = Buffer.concat(messages.map((log) => entryOf({ log, text: "y".repeat(500) })));
      const message = packed(entries, { chunk: `${this.#name} ${chunk}`, size: this.#size });
      while (!(await this.#send(message).catch(() => false))) await sleep(10);
      for (const each of messages) this.acknowledged.add(each);
    }
  }

  /** No further chunk is begun. */
  stop(): void {
    this.#stopped = true;
  }

  async #send(message: Buffer): Promise<boolean> {
    const socket = await open(this.#port);
    // Some connections are cut in the middle by the sender itself.
    if (Math.random() < 0.1) {
      socket.write(message.subarray(0, Math.floor(Math.random() * message.length)));
      await sleep(5);
      socket.destroy();
      return false;
    }
    socket.write(message);
    const isAcknowledged = await first(socket, "data");
    socket.destroy();
    return isAcknowledged;
  }
}
