// As much of a NATS server with JetStream as a publisher needs (docs.nats.io, client protocol), which misbehaves when it
// is told to. test/peers/outputs.test.ts uses the real one.
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type Behaviour, poison, type Target } from "./target.js";

const info = { server_id: "T", version: "2.10.0", max_payload: 1_048_576, headers: true, jetstream: true };

/** A message that was published. */
export interface Published {
  subject: string;
  headers: string;
  payload: string;
}

/** The server. */
export class NatsTarget implements Target {
  behaviour: Behaviour = "good";
  readonly messages: string[] = [];
  readonly published: Published[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    if (this.behaviour === "down") socket.destroy();
    else if (this.behaviour === "endless") pour(socket, "+OK\r\n".repeat(1000));
    else new Connection(socket, this).start();
  });

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** The acknowledgement of a message; undefined: none. */
  take(message: Published, socket: Socket): string | undefined {
    const text = (JSON.parse(message.payload) as { message: string }).message;
    if (this.behaviour === "silent") return undefined;
    if (this.behaviour === "cuts") socket.destroy();
    if (this.behaviour === "huge") pour(socket, "x".repeat(64));
    if (this.behaviour !== "good" && this.behaviour !== "poisoned") return undefined;
    if (text === poison && this.behaviour === "poisoned") {
      return JSON.stringify({
        error: { code: 400, err_code: 10_054, description: "message size exceeds maximum allowed" },
      });
    }
    this.published.push(message);
    this.messages.push(text);
    return JSON.stringify({ stream: "S", seq: this.messages.length });
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #target: NatsTarget;
  #received: Buffer = Buffer.alloc(0);
  #sid = "1";

  constructor(socket: Socket, target: NatsTarget) {
    this.#socket = socket;
    this.#target = target;
  }

  start(): void {
    this.#socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    this.#socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      while (this.#next());
    });
  }

  #next(): boolean {
    const end = this.#received.indexOf("\r\n");
    if (end === -1) return false;
    const words = this.#received.toString("utf8", 0, end).split(" ");
    const [verb = "", subject = "", reply = "", head = "0", total = "0"] = words;
    const size = verb === "HPUB" ? Number(total) + 2 : 0;
    if (this.#received.length < end + 2 + size) return false;
    const body = this.#received.subarray(end + 2, end + 2 + size);
    this.#received = this.#received.subarray(end + 2 + size);
    if (verb === "PING") this.#socket.write("PONG\r\n");
    if (verb === "SUB") this.#sid = words.at(-1) ?? "1";
    if (verb === "HPUB") this.#publish(subject, reply, body.subarray(0, -2), Number(head));
    return true;
  }

  #publish(subject: string, reply: string, body: Buffer, head: number): void {
    const message = { subject, headers: body.toString("utf8", 0, head), payload: body.toString("utf8", head) };
    const answer = this.#target.take(message, this.#socket);
    if (answer === undefined) return;
    this.#socket.write(`MSG ${reply} ${this.#sid} ${Buffer.byteLength(answer)}\r\n${answer}\r\n`);
  }
}

function pour(socket: Socket, text: string): void {
  if (socket.destroyed) return;
  if (socket.write(text)) setImmediate(() => pour(socket, text));
  else socket.once("drain", () => pour(socket, text));
}
