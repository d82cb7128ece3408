// Receives the forward protocol of Fluentd and Fluent Bit over TCP. A chunk is acknowledged when its records are in the
// fsynced buffer; while they are on the way the connection is not read, so the sender feels a full buffer.
import { createServer, type Server, type Socket } from "node:net";
import { hostname } from "node:os";
import type { Logger } from "@cordwood/logging";
import { reasonOf } from "../../errors.js";
import { forwardMessageBytesMax } from "../../limits.js";
import { normaliseObject } from "../../parsers/normalise.js";
import { LineWriter } from "../../record/line-writer.js";
import { nowNs, segmentLine, type RecordDefaults } from "../../record/segment-line.js";
import type { Zone } from "../../timestamps/zone.js";
import type { Input, InputTarget } from "../input.js";
import { closeServer, listen } from "../listen.js";
import { ForwardHandshake } from "./forward-handshake.js";
import { forwardMessage, ForwardProtocolError, type ForwardMessage } from "./forward-message.js";
import { encodeMessagePack, IncompleteError, MessagePackReader } from "./message-pack.js";

/** Where and how to listen. */
export interface ForwardInputOptions {
  host: string;
  port: number;
  /** What senders must know; without it anybody may send. */
  sharedKey?: string;
  defaults: RecordDefaults;
  zone: Zone;
  target: InputTarget;
  logger: Logger;
}

/** The forward input. */
export class ForwardInput implements Input {
  readonly name = "forward";
  readonly #options: ForwardInputOptions;
  readonly #server: Server;
  readonly #connections = new Set<Promise<void>>();
  readonly #sockets = new Set<Socket>();

  constructor(options: ForwardInputOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
  }

  /** The port that is listened on. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : this.#options.port;
  }

  async start(): Promise<void> {
    await listen(this.#server, this.#options.host, this.#options.port, this.name);
  }

  async stop(): Promise<void> {
    await closeServer(this.#server, this.#sockets);
    await Promise.all(this.#connections);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    const connection = this.#serve(socket)
      .catch((error: unknown) => {
        this.#options.logger.warning("forward: closed %s: %s", socket.remoteAddress ?? "a connection", reasonOf(error));
      })
      .finally(() => {
        socket.destroy();
        this.#sockets.delete(socket);
        this.#connections.delete(connection);
      });
    this.#connections.add(connection);
  }

  async #serve(socket: Socket): Promise<void> {
    let handshake = this.#handshake(socket);
    for await (const value of messages(socket)) {
      if (handshake !== undefined) {
        const { ok, answer } = handshake.pong(value);
        socket.write(answer);
        if (!ok) throw new ForwardProtocolError("the sender does not know the shared key");
        handshake = undefined;
      } else await this.#take(socket, forwardMessage(value));
    }
  }

  #handshake(socket: Socket): ForwardHandshake | undefined {
    if (this.#options.sharedKey === undefined) return undefined;
    const handshake = new ForwardHandshake(this.#options.sharedKey, hostname());
    socket.write(handshake.helo());
    return handshake;
  }

  async #take(socket: Socket, message: ForwardMessage): Promise<void> {
    const { defaults, zone, target } = this.#options;
    const now = nowNs();
    const writer = new LineWriter();
    const whole = { ...defaults, service: defaults.service === "" ? message.tag : defaults.service };
    for (const { time, record } of message.entries) {
      const parsed = normaliseObject(record, { now, zone });
      parsed.attributes = { "fluent.tag": message.tag, ...parsed.attributes };
      writer.writeLine(segmentLine(parsed, whole, time ?? now));
    }
    if (writer.records > 0) await target.append({ data: writer.written(), records: writer.records });
    if (message.chunk !== undefined && socket.writable) socket.write(encodeMessagePack({ ack: message.chunk }));
  }
}

/** The values that a connection sends; each may be as long as {@link forwardMessageBytesMax}. */
async function* messages(socket: Socket): AsyncGenerator {
  let parts: Buffer[] = [];
  let have = 0;
  let wanted = 1;
  for await (const part of socket as AsyncIterable<Buffer>) {
    parts.push(part);
    have += part.length;
    if (have > forwardMessageBytesMax)
      throw new ForwardProtocolError(`a message is longer than ${forwardMessageBytesMax} bytes`);
    if (have < wanted) continue;
    const bytes = parts.length === 1 ? part : Buffer.concat(parts);
    const reader = new MessagePackReader(bytes);
    let end = 0;
    wanted = 1;
    try {
      while (!reader.atEnd) {
        const value = reader.read();
        end = reader.at;
        yield value;
      }
    } catch (error) {
      if (!(error instanceof IncompleteError)) throw error;
      // A long message that comes in small parts is not read again for each of them.
      wanted = bytes.length - end + Math.max(error.needed, (bytes.length - end) >> 1);
    }
    parts = end === bytes.length ? [] : [bytes.subarray(end)];
    have = bytes.length - end;
  }
}
