import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { assert, property, uint8Array, jsonValue } from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { makeLogRecord } from "../log-record.js";
import { ForwardHandler, type ForwardHandlerOptions } from "./forward-handler.js";
import { decode, encode, EventTime } from "./forward/msgpack.js";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Received {
  tag: string;
  chunk: string | undefined;
  entries: [EventTime, Record<string, unknown>][];
}

interface ForwardServer {
  port: number;
  received: Received[];
  stop(): Promise<void>;
}

interface Behaviour {
  port?: number;
  /** How many messages are taken without an acknowledgement. */
  silentFor?: number;
  sharedKey?: string;
  /** The HELO, encoded. @default one with a nonce of binary data, as Fluentd's */
  helo?: Buffer;
  /** @default "nonce" */
  nonce?: Buffer;
}

/** A server of the protocol, from the specification, independent of the handler's session. */
async function forwardServer(behaviour: Behaviour = {}): Promise<ForwardServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let silentFor = behaviour.silentFor ?? 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let bytes = Buffer.alloc(0);
    let isKnown = behaviour.sharedKey === undefined;
    const { nonce = Buffer.from("nonce"), helo = encode(["HELO", { nonce, auth: "", keepalive: true }]) } = behaviour;
    if (!isKnown) socket.write(helo);
    socket.on("data", (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      for (let found = decode(bytes); found !== undefined; found = decode(bytes)) {
        bytes = bytes.subarray(found.length);
        if (!isKnown) isKnown = answerPing(socket, found.value, behaviour.sharedKey ?? "", nonce);
        else receive(socket, found.value);
      }
    });
  });
  const receive = (socket: Socket, value: unknown): void => {
    const message = value as [string, Buffer, { chunk?: string; compressed?: string; size: number }];
    const [tag, packed, options] = message;
    const entries = unpack(options.compressed === "gzip" ? gunzipSync(packed) : packed);
    expect(entries).toHaveLength(options.size);
    received.push({ tag, chunk: options.chunk, entries });
    if (silentFor > 0) silentFor -= 1;
    else if (options.chunk !== undefined) socket.write(encode({ ack: options.chunk }));
  };
  await new Promise<void>((resolve) => server.listen(behaviour.port ?? 0, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  cleanups.push(stop);
  return { port: (server.address() as AddressInfo).port, received, stop };
}

function answerPing(socket: Socket, ping: unknown, sharedKey: string, nonce: Buffer): boolean {
  const [kind, name, salt, digest] = ping as string[];
  expect(kind).toBe("PING");
  const sha = (...parts: (string | Uint8Array | undefined)[]): string =>
    parts.reduce((hash, part) => hash.update(part ?? ""), createHash("sha512")).digest("hex");
  const isRight = digest === sha(salt, name, nonce, sharedKey);
  const proof = sha(salt, "Größe", nonce, sharedKey);
  socket.write(encode(["PONG", isRight, isRight ? "" : "shared_key mismatch", "Größe", proof]));
  return isRight;
}

function unpack(packed: Buffer): [EventTime, Record<string, unknown>][] {
  const entries: [EventTime, Record<string, unknown>][] = [];
  for (
    let rest = packed, found = decode(rest);
    found !== undefined;
    rest = rest.subarray(found.length), found = decode(rest)
  ) {
    entries.push(found.value as [EventTime, Record<string, unknown>]);
  }
  return entries;
}

function handlerFor(port: number, options: ForwardHandlerOptions = {}): ForwardHandler {
  const handler = new ForwardHandler({ host: "127.0.0.1", port, retryFirstMs: 5, retryMsMax: 20, ...options });
  handler.handleError = () => {};
  cleanups.push(() => handler.close());
  return handler;
}

const record = (msg: string, more: Record<string, unknown> = {}) =>
  makeLogRecord({ name: "shop.db", levelno: 20, levelname: "INFO", msg, created: 1_700_000_000.25, ...more });

function messagesOf(server: ForwardServer): unknown[] {
  return server.received.flatMap((message) => message.entries.map(([, values]) => values["message"]));
}

describe("ForwardHandler", () => {
  test.each([{}, { compress: "gzip" as const }])(
    "sends batches by tag and waits for their acknowledgement (%j)",
    async (options) => {
      const server = await forwardServer();
      const handler = handlerFor(server.port, options);
      handler.handle(record("one", { order: { id: 7, tags: ["a"] }, exc_info: new Error("boom") }));
      handler.handle(record("two", { name: "web" }));
      handler.handle(record("three"));
      await handler.flush();
      expect(server.received.map((message) => [message.tag, message.entries.length])).toEqual([
        ["app.shop.db", 2],
        ["app.web", 1],
      ]);
      const [time, values] = server.received[0]?.entries[0] ?? [];
      expect(time).toEqual(new EventTime(1_700_000_000, 250_000_000));
      expect(values).toMatchObject({
        message: "one",
        level: "info",
        severity: 9,
        logger: "shop.db",
        order: { id: 7, tags: ["a"] },
      });
      expect(JSON.stringify(values?.["exception"])).toContain("boom");
      expect(handler.counts).toMatchObject({ delivered: 3, queued: 0 });
    },
  );

  test("sends a batch again, as the same chunk, when it was not acknowledged", async () => {
    const server = await forwardServer({ silentFor: 1 });
    const handler = handlerFor(server.port, { ackMs: 50, tag: "t" });
    handler.handle(record("once"));
    await handler.flush();
    expect(messagesOf(server)).toEqual(["once", "once"]);
    expect(server.received[0]?.chunk).toBe(server.received[1]?.chunk);
  });

  test("keeps the chunk's id through the spool", async () => {
    const directory = mkdtempSync(join(tmpdir(), "cordwood-forward-"));
    cleanups.push(() => rmSync(directory, { recursive: true }));
    const server = await forwardServer({ silentFor: 1 });
    const handler = handlerFor(server.port, { ackMs: 50, tag: "t", spool: { directory } });
    handler.handle(record("once"));
    await handler.flush();
    for (let turn = 0; turn < 200 && readdirSync(directory).length > 0; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(server.received.map((message) => message.chunk)).toEqual([
      server.received[0]?.chunk,
      server.received[0]?.chunk,
    ]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test("spools while the server is away, within its bound, and keeps the order", async () => {
    const directory = mkdtempSync(join(tmpdir(), "cordwood-forward-"));
    cleanups.push(() => rmSync(directory, { recursive: true }));
    const first = await forwardServer();
    await first.stop();
    const handler = handlerFor(first.port, { spool: { directory }, batchEntriesMax: 10, queueEntriesMax: 20 });
    for (let number = 0; number < 100; number += 1) handler.handle(record(`line ${number}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(handler.counts.dropped).toBe(0);
    expect(readdirSync(directory).length).toBeGreaterThan(0);
    const server = await forwardServer({ port: first.port });
    for (let turn = 0; turn < 200 && messagesOf(server).length < 100; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(messagesOf(server)).toEqual(Array.from({ length: 100 }, (_, number) => `line ${number}`));
  });

  test("shakes hands with Fluent Bit, whose nonce is bytes written as a text", async () => {
    const nonce = Buffer.from([0xff, 0x00, 0xc3, 0x28, 0x80, ...Buffer.from("Größe")]);
    const text = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0xa0 | bytes.length), bytes]);
    const helo = Buffer.concat([Buffer.of(0x92), encode("HELO"), Buffer.of(0x81), encode("nonce"), text(nonce)]);
    const server = await forwardServer({ sharedKey: "k3y", nonce, helo });
    const handler = handlerFor(server.port, { security: { sharedKey: "k3y" } });
    handler.handle(record("in"));
    await handler.flush();
    expect(messagesOf(server)).toEqual(["in"]);
  });

  test("shakes hands with the right key, and waits with the wrong one", async () => {
    const server = await forwardServer({ sharedKey: "k3y" });
    const handler = handlerFor(server.port, { security: { sharedKey: "k3y", selfHostname: "client" } });
    handler.handle(record("known"));
    await handler.flush();
    expect(messagesOf(server)).toEqual(["known"]);
    const errors: unknown[] = [];
    const stranger = handlerFor(server.port, { security: { sharedKey: "other" }, closeMs: 50 });
    stranger.handleError = (_, error) => errors.push(error);
    stranger.handle(record("unknown"));
    await stranger.flush();
    expect(String(errors[0])).toContain("shared_key mismatch");
    expect(stranger.counts.queued).toBe(1);
  });
});

describe("MessagePack", () => {
  test("reads back what it writes", () => {
    assert(
      property(jsonValue(), (value) => {
        const bytes = encode(value);
        expect(decode(bytes)).toEqual({ value: JSON.parse(JSON.stringify(value)) as unknown, length: bytes.length });
      }),
    );
  });

  test.each([
    0,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    -1,
    -32,
    -33,
    -(2 ** 40),
    0.1,
    1n << 63n,
    -(1n << 63n),
  ])("%s", (value) => {
    expect(decode(encode(value))?.value).toEqual(value);
  });

  test("answers undefined for the beginning of a value, and never anything worse than an error for other bytes", () => {
    const bytes = encode({ list: ["a".repeat(40), 70_000, new EventTime(1, 2), Buffer.alloc(300)] });
    for (let length = 0; length < bytes.length; length += 1) expect(decode(bytes.subarray(0, length))).toBeUndefined();
    assert(
      property(uint8Array({ maxLength: 64 }), (any) => {
        try {
          decode(any);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
