// A server of the forward protocol that misbehaves when it is told to.
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { forwardAck, ForwardDecoder, type ForwardEvent } from "../../decoders/index.js";
import { MessagePackReader } from "../../decoders/msgpack.js";
import type { Behaviour, Target } from "./target.js";

/** The server; it has no handshake. */
export class ForwardTarget implements Target {
  behaviour: Behaviour = "good";
  readonly messages: string[] = [];
  /** Tags of the chunks that came, in order. */
  readonly tags: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    this.#serve(socket).catch(() => socket.destroy());
  });

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(port, "127.0.0.1", resolve);
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(socket: Socket): Promise<void> {
    if (this.behaviour === "down") socket.destroy();
    const decoder = new ForwardDecoder();
    let entries: Buffer = Buffer.alloc(0);
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      for await (const event of decoder.push(bytes)) {
        if (event.kind === "entries") entries = Buffer.concat([entries, event.bytes]);
        if (event.kind !== "end") continue;
        this.#answer(socket, event, entries);
        entries = Buffer.alloc(0);
      }
    }
  }

  #answer(socket: Socket, { tag, option }: Extract<ForwardEvent, { kind: "end" }>, entries: Buffer): void {
    const { behaviour } = this;
    const ack = forwardAck(String(option["chunk"]));
    if (behaviour === "cuts") socket.write(ack.subarray(0, 3), () => socket.destroy());
    else if (behaviour === "down") socket.destroy();
    else if (behaviour === "huge")
      pour(socket, Buffer.concat([Buffer.of(0xdb, 255, 255, 255, 255), Buffer.alloc(65_536)]));
    else if (behaviour === "endless") pour(socket, forwardAck("another"));
    else if (behaviour !== "silent") {
      this.tags.push(tag);
      this.messages.push(...messagesOf(entries));
      socket.write(ack);
    }
  }
}

function messagesOf(entries: Buffer): string[] {
  const reader = new MessagePackReader(entries);
  const messages: string[] = [];
  while (!reader.done) messages.push((reader.read() as [unknown, { message: string }])[1].message);
  return messages;
}

function pour(socket: Socket, bytes: Buffer): void {
  if (socket.destroyed) return;
  if (socket.write(bytes)) setImmediate(() => pour(socket, bytes));
  else socket.once("drain", () => pour(socket, bytes));
}
