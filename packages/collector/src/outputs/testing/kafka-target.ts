// As much of a Kafka broker as an idempotent producer needs (kafka.apache.org/protocol: ApiVersions 0, Metadata 1,
// InitProducerId 0, Produce 3; SaslHandshake 1 and SaslAuthenticate 0 for PLAIN), which misbehaves when it is told to. No registry that the tests may use has a broker.
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { gunzipSync } from "node:zlib";
import { type Behaviour, poison, type Target } from "./target.js";

/** A record that was produced. */
export interface Produced {
  topic: string;
  partition: number;
  key: string | null;
  value: string;
  timestamp: number;
  headers: Record<string, string>;
}

/** A batch that was produced. */
export interface Batch {
  producerId: bigint;
  sequence: number;
  acks: number;
  compressed: boolean;
}

const apis = { produce: 0, metadata: 3, handshake: 17, versions: 18, initProducerId: 22, authenticate: 36 };
const supported: readonly (readonly [key: number, version: number])[] = [
  [apis.produce, 3],
  [apis.metadata, 1],
  [apis.handshake, 1],
  [apis.authenticate, 0],
  [apis.versions, 0],
  [apis.initProducerId, 0],
];

/** The broker; it has every topic, with two partitions. */
export class KafkaTarget implements Target {
  behaviour: Behaviour = "good";
  readonly messages: string[] = [];
  readonly produced: Produced[] = [];
  readonly batches: Batch[] = [];
  readonly #sockets = new Set<Socket>();
  /** What clients have shown as PLAIN: user and password. */
  readonly logins: string[] = [];
  readonly #server: Server;

  /** With `tls` it speaks TLS. */
  constructor(tls?: TlsOptions) {
    const serve = (socket: Socket): void => this.#serve(socket);
    this.#server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  }

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

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    if (this.behaviour === "down") socket.destroy();
    let received: Buffer = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        this.#answer(new Reader(received.subarray(4, end)), socket);
        received = received.subarray(end);
      }
    });
  }

  #answer(request: Reader, socket: Socket): void {
    const api = request.int16();
    request.int16();
    const correlation = request.int32();
    request.text();
    const { behaviour } = this;
    if (behaviour === "silent" || socket.destroyed) return;
    if (behaviour === "down") {
      socket.destroy();
      return;
    }
    if (api === apis.produce && this.#misbehave(socket)) return;
    const body = Buffer.concat([int32(correlation), this.#body(api, request)]);
    socket.write(Buffer.concat([int32(body.length), body]));
  }

  #misbehave(socket: Socket): boolean {
    if (this.behaviour === "cuts") socket.write(Buffer.of(0, 0), () => socket.destroy());
    else if (this.behaviour === "huge") pour(socket, Buffer.concat([int32(0x7f_ff_ff_ff), Buffer.alloc(65_536)]));
    else if (this.behaviour === "endless") pour(socket, Buffer.concat([int32(8), Buffer.alloc(8, 1)]));
    else return false;
    return true;
  }

  #body(api: number, request: Reader): Buffer {
    if (api === apis.versions) {
      return Buffer.concat([
        int16(0),
        int32(supported.length),
        ...supported.flatMap(([key, version]) => [int16(key), int16(version), int16(version)]),
      ]);
    }
    if (api === apis.metadata) return this.#metadata(request);
    if (api === apis.handshake) return Buffer.concat([int16(0), int32(1), text("PLAIN")]);
    if (api === apis.authenticate) {
      this.logins.push(request.bytes().toString("utf8").split("\0").slice(1).join(":"));
      return Buffer.concat([int16(0), int16(-1), int32(0)]);
    }
    if (api === apis.initProducerId) return Buffer.concat([int32(0), int16(0), int64(7n), int16(0)]);
    return this.#produce(request);
  }

  #metadata(request: Reader): Buffer {
    const topics = request.array(() => request.text() ?? "");
    const brokers = [int32(1), int32(0), text("127.0.0.1"), int32(this.port), int16(-1)];
    const partitions = [0, 1].flatMap((id) => [int16(0), int32(id), int32(0), int32(1), int32(0), int32(1), int32(0)]);
    const parts = topics.flatMap((topic) => [int16(0), text(topic), Buffer.of(0), int32(2), ...partitions]);
    return Buffer.concat([...brokers, int32(0), int32(topics.length), ...parts]);
  }

  #produce(request: Reader): Buffer {
    request.text();
    const acks = request.int16();
    request.int32();
    const topics = request.array(() => {
      const topic = request.text() ?? "";
      const partitions = request.array(() => {
        const partition = request.int32();
        const code = this.#take({ topic, partition, acks }, new Reader(request.bytes()));
        return Buffer.concat([int32(partition), int16(code), int64(0n), int64(-1n)]);
      });
      return Buffer.concat([text(topic), int32(partitions.length), ...partitions]);
    });
    return Buffer.concat([int32(topics.length), ...topics, int32(0)]);
  }

  // RecordBatch, magic 2.
  #take(place: { topic: string; partition: number; acks: number }, batch: Reader): number {
    batch.skip(8 + 4 + 4 + 1 + 4);
    const compressed = (batch.int16() & 7) === 1;
    batch.skip(4);
    const first = Number(batch.int64());
    batch.skip(8);
    const producerId = batch.int64();
    batch.skip(2);
    const sequence = batch.int32();
    const count = batch.int32();
    const records = new Reader(compressed ? gunzipSync(batch.rest()) : batch.rest());
    const found = Array.from({ length: count }, () => records.record(first)).map((each) => Object.assign(each, place));
    const texts = found.map(({ value }) => (JSON.parse(value) as { message: string }).message);
    if (this.behaviour === "poisoned" && texts.includes(poison)) return 10;
    this.batches.push({ producerId, sequence, acks: place.acks, compressed });
    this.produced.push(...found);
    this.messages.push(...texts);
    return 0;
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(length: number): void {
    this.#at += length;
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }

  text(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#take(length).toString("utf8");
  }

  bytes(): Buffer {
    return this.#take(this.int32());
  }

  array<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read);
  }

  record(firstMs: number): { key: string | null; value: string; timestamp: number; headers: Record<string, string> } {
    this.#varint();
    this.skip(1);
    const timestamp = firstMs + this.#varint();
    this.#varint();
    const key = this.#varText();
    const value = this.#varText() ?? "";
    const headers: Record<string, string> = {};
    for (let left = this.#varint(); left > 0; left -= 1) headers[this.#varText() ?? ""] = this.#varText() ?? "";
    return { key, value, timestamp, headers };
  }

  #varText(): string | null {
    const length = this.#varint();
    return length < 0 ? null : this.#take(length).toString("utf8");
  }

  // Zigzag.
  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #take(length: number): Buffer {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}

function pour(socket: Socket, bytes: Buffer): void {
  if (socket.destroyed) return;
  if (socket.write(bytes)) setImmediate(() => pour(socket, bytes));
  else socket.once("drain", () => pour(socket, bytes));
}
