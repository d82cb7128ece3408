/** What every handler keeps to, run against each of them with a real destination. */
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { FileHandler } from "../file-handler.js";
import type { Handler } from "../handler.js";
import { makeLogRecord } from "../log-record.js";
import { SharedFileHandler } from "../shared/shared-file-handler.js";
import { StreamHandler } from "../stream-handler.js";
import { decode, encode } from "./forward/msgpack.js";
import {
  CordwoodHandler,
  DatagramHandler,
  type DeliveryHandler,
  type DeliveryOptions,
  ForwardHandler,
  HTTPHandler,
  LogQueue,
  MemoryHandler,
  QueueHandler,
  QueueListener,
  RotatingFileHandler,
  SocketHandler,
  SysLogHandler,
  TimedRotatingFileHandler,
  WatchedFileHandler,
} from "./index.js";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A handler under test and what has arrived at the other end, as one text. */
interface Subject {
  handler: Handler;
  arrived: () => string;
}

type Make = () => Promise<Subject> | Subject;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "cordwood-conformance-"));
  cleanups.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function fileSubject(make: (path: string) => Handler): Make {
  return () => {
    const path = join(folder(), "app.log");
    return { handler: make(path), arrived: () => readFileSync(path, "utf8") };
  };
}

async function tcpServer(onData: (socket: Socket, part: Buffer) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (part: Buffer) => onData(socket, part));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () => server.close(),
    () => {
      for (const socket of sockets) socket.destroy();
    },
  );
  return (server.address() as AddressInfo).port;
}

function tcpSubject(make: (port: number) => Handler): Make {
  return async () => {
    const parts: Buffer[] = [];
    const port = await tcpServer((_, part) => parts.push(part));
    return { handler: make(port), arrived: () => Buffer.concat(parts).toString() };
  };
}

function udpSubject(make: (port: number) => Handler): Make {
  return async () => {
    const parts: Buffer[] = [];
    const socket = createSocket("udp4");
    socket.on("message", (part) => parts.push(part));
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    cleanups.push(() => socket.close());
    return { handler: make(socket.address().port), arrived: () => parts.join("\n") };
  };
}

function httpSubject(make: (port: number) => Handler): Make {
  return async () => {
    const bodies: string[] = [];
    const server = createHttpServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => (body += part));
      request.on("end", () => {
        bodies.push(
          decodeURIComponent((request.url ?? "").replaceAll("+", " ")),
          decodeURIComponent(body.replaceAll("+", " ")),
        );
        response.end("{}");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    return { handler: make((server.address() as AddressInfo).port), arrived: () => bodies.join("\n") };
  };
}

const forwardSubject: Make = async () => {
  const parts: Buffer[] = [];
  const port = await tcpServer((socket, part) => {
    parts.push(part);
    const message = decode(part)?.value as [string, Buffer, { chunk: string }] | undefined;
    if (message !== undefined) socket.write(encode({ ack: message[2].chunk }));
  });
  return { handler: new ForwardHandler({ port }), arrived: () => Buffer.concat(parts).toString() };
};

const streamSubject: Make = () => {
  let text = "";
  return { handler: new StreamHandler({ write: (part: string) => (text += part) }), arrived: () => text };
};

const memorySubject: Make = async () => {
  const { handler: target, arrived } = await streamSubject();
  return { handler: new MemoryHandler(100, { target }), arrived };
};

const queueSubject: Make = async () => {
  const { handler: target, arrived } = await streamSubject();
  const queue = new LogQueue();
  const listener = new QueueListener(queue, target);
  listener.start();
  cleanups.push(() => listener.stop());
  return { handler: new QueueHandler(queue), arrived };
};

const host = "127.0.0.1";

const subjects: [name: string, make: Make][] = [
  ["StreamHandler", streamSubject],
  ["FileHandler", fileSubject((path) => new FileHandler(path))],
  ["WatchedFileHandler", fileSubject((path) => new WatchedFileHandler(path))],
  ["RotatingFileHandler", fileSubject((path) => new RotatingFileHandler(path, { maxBytes: 1e6 }))],
  ["TimedRotatingFileHandler", fileSubject((path) => new TimedRotatingFileHandler(path, "midnight"))],
  ["SharedFileHandler", fileSubject((path) => new SharedFileHandler(path))],
  ["MemoryHandler", memorySubject],
  ["QueueHandler", queueSubject],
  ["SocketHandler", tcpSubject((port) => new SocketHandler(host, port))],
  ["DatagramHandler", udpSubject((port) => new DatagramHandler(host, port))],
  ["SysLogHandler, UDP", udpSubject((port) => new SysLogHandler([host, port]))],
  ["SysLogHandler, TCP", tcpSubject((port) => new SysLogHandler([host, port], 1, "tcp"))],
  ["HTTPHandler, GET", httpSubject((port) => new HTTPHandler(`${host}:${port}`, "/"))],
  ["HTTPHandler, POST", httpSubject((port) => new HTTPHandler(`${host}:${port}`, "/", "POST"))],
  ["HTTPHandler, batch", httpSubject((port) => new HTTPHandler(`${host}:${port}`, "/", { batch: "ndjson" }))],
  ["ForwardHandler", forwardSubject],
  ["CordwoodHandler", httpSubject((port) => new CordwoodHandler(`http://${host}:${port}`))],
];

const record = (msg: unknown) => makeLogRecord({ name: "shop", levelno: 40, levelname: "ERROR", msg });

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}

function inOrder(text: string, words: readonly string[]): boolean {
  let at = 0;
  return words.every((word) => (at = text.indexOf(word, at) + 1) > 0);
}

describe.each(subjects)("%s", (_, make) => {
  const words = Array.from({ length: 20 }, (__, index) => `word-${index}-`);

  test("delivers what was logged before flush, in order", async () => {
    const { handler, arrived } = await make();
    for (const word of words) handler.handle(record(word));
    await handler.flush();
    await until(() => inOrder(arrived(), words));
    await handler.close();
  });

  test("delivers what was logged before close, which may be called twice", async () => {
    const { handler, arrived } = await make();
    for (const word of words) handler.handle(record(word));
    await handler.close();
    await until(() => inOrder(arrived(), words));
    await handler.close();
  });

  test("tells handleError what goes wrong, and throws nothing into the caller", async () => {
    const { handler } = await make();
    const errors: unknown[] = [];
    handler.handleError = (__, error) => errors.push(error);
    const failing = () => {
      throw new Error("no format");
    };
    handler.setFormatter({ format: failing });
    // Those that send the record itself never ask for its text.
    Object.assign(handler, { makePickle: failing, mapLogRecord: failing });
    if (handler instanceof MemoryHandler && handler.target !== null) {
      handler.target.setFormatter({ format: failing });
      handler.target.handleError = (__, error) => errors.push(error);
    }
    handler.handle(record("x"));
    await handler.flush();
    expect(errors).toEqual([new Error("no format")]);
    await handler.close();
  });

  test("takes any value as a message", async () => {
    const { handler, arrived } = await make();
    const circular: Record<string, unknown> = { big: 1n };
    circular["self"] = circular;
    handler.handleError = (__, error) => {
      throw error;
    };
    handler.handle(record(circular));
    handler.handle(record(undefined));
    handler.handle(record("last"));
    await handler.close();
    await until(() => arrived().includes("last"));
  });
});

const away: [name: string, make: (options: DeliveryOptions) => DeliveryHandler][] = [
  ["SocketHandler", (options) => new SocketHandler(host, 1, options)],
  ["SysLogHandler", (options) => new SysLogHandler({ address: [host, 1], socktype: "tcp", ...options })],
  ["HTTPHandler", (options) => new HTTPHandler(`${host}:1`, "/", { method: "POST", ...options })],
  ["ForwardHandler", (options) => new ForwardHandler({ port: 1, ...options })],
  ["CordwoodHandler", (options) => new CordwoodHandler({ url: `http://${host}:1`, ...options })],
];

describe.each(away)("%s while nobody listens", (_, make) => {
  test.each(["dropOldest", "dropNewest", "block"] as const)(
    "holds no more than its bound and counts the rest (%s)",
    async (onFull) => {
      const handler = make({ onFull, queueEntriesMax: 10, batchEntriesMax: 5, blockMs: 1, closeMs: 1 });
      const errors: unknown[] = [];
      handler.handleError = (__, error) => errors.push(error);
      const total = onFull === "block" ? 15 : 1000;
      for (let number = 0; number < total; number += 1) handler.handle(record(`line ${number}`));
      expect(handler.counts.queued).toBeLessThanOrEqual(10);
      expect(handler.counts.dropped).toBe(total - 10);
      await until(() => errors.length > 0);
      await handler.close();
      expect(errors.every((error) => error instanceof Error)).toBe(true);
    },
  );

  test("is bounded in bytes, too", async () => {
    const handler = make({ queueBytesMax: 10_000, closeMs: 1 });
    handler.handleError = () => {};
    for (let number = 0; number < 50; number += 1) handler.handle(record("x".repeat(1000)));
    handler.handle(record("x".repeat(20_000)));
    expect(handler.queue.bytes).toBeLessThanOrEqual(10_000);
    expect(handler.counts.dropped).toBeGreaterThan(40);
    await handler.close();
  });
});

const blocking: [
  name: string,
  make: (port: number) => DeliveryHandler,
  subject: (make: (port: number) => Handler) => Make,
][] = [
  ["SocketHandler", (port) => new SocketHandler(host, port, { onFull: "block", queueEntriesMax: 10 }), tcpSubject],
  [
    "CordwoodHandler",
    (port) => new CordwoodHandler({ url: `http://${host}:${port}`, onFull: "block", queueEntriesMax: 10 }),
    httpSubject,
  ],
];

// Here the server lives in the process that is blocked, so the child cannot be answered: the caller is let go in time.
test.each(blocking)("%s blocks for no longer than blockMs", async (_, make, subject) => {
  const { handler } = await subject((port) => make(port))();
  handler.handleError = () => {};
  const started = performance.now();
  for (let number = 0; number < 12; number += 1) handler.handle(record(`line ${number}`));
  expect(performance.now() - started).toBeLessThan(20_000);
  await handler.close();
});
