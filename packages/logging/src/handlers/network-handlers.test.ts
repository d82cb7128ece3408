/** SocketHandler, DatagramHandler, SysLogHandler and HTTPHandler against real servers, as in Python's test_logging. */
import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Handler } from "../handler.js";
import { type LogRecord, makeLogRecord } from "../log-record.js";
import { DatagramHandler } from "./datagram-handler.js";
import { HTTPHandler } from "./http-handler.js";
import { NTEventLogHandler } from "./nt-event-log-handler.js";
import { SocketHandler } from "./socket-handler.js";
import { SysLogHandler } from "./sys-log-handler.js";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Stream {
  port: number;
  bytes(): Buffer;
  stop(): Promise<void>;
}

async function streamServer(to: { port: number } | { path: string } = { port: 0 }): Promise<Stream> {
  const parts: Buffer[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (part) => parts.push(part));
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", ...to }, resolve));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  cleanups.push(stop);
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, bytes: () => Buffer.concat(parts), stop };
}

async function datagramServer(): Promise<{ port: number; received: Buffer[] }> {
  const received: Buffer[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message) => received.push(message));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  cleanups.push(() => socket.close());
  return { port: socket.address().port, received };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}

function frames(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt32BE(at)) {
    found.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)));
  }
  return found;
}

function closing<Made extends Handler>(handler: Made): Made {
  cleanups.push(() => handler.close());
  return handler;
}

/** Line ends as they are: the library's own formatter escapes them before a handler sees them. */
const raw = { format: (each: LogRecord) => String(each.msg) };

const record = (msg: string, more: Record<string, unknown> = {}) =>
  makeLogRecord({ name: "tcp", levelno: 40, levelname: "ERROR", msg, ...more });

describe("SocketHandler", () => {
  test("sends frames of JSON that makeLogRecord takes", async () => {
    const server = await streamServer();
    const handler = closing(new SocketHandler("127.0.0.1", server.port));
    handler.handle(record("spam %s", { args: ["hot"], exc_info: new Error("boom") }));
    handler.handle(record("eggs"));
    await handler.flush();
    await until(() => frames(server.bytes()).length === 2);
    const received = frames(server.bytes()).map((frame) =>
      makeLogRecord(JSON.parse(frame.toString()) as object as Record<string, unknown>),
    );
    expect(received.map((each) => each.getMessage())).toEqual(["spam hot", "eggs"]);
    expect(received[0]).toMatchObject({ name: "tcp", levelname: "ERROR", exc_info: null });
    expect(received[0]?.exc_text).toContain("boom");
  });

  test("sends pickles that Python reads", async (context) => {
    const python = `import pickle,sys,json; print(json.dumps(pickle.loads(sys.stdin.buffer.read()[4:])))`;
    const frame = new SocketHandler("x", 1, { format: "pickle" }).makePickle(
      record("päm\n", { big: 2 ** 40, negative: -5, float: 0.5, list: [1, "a", null, true], map: { a: { b: 1 } } }),
    );
    let text = "";
    try {
      text = execFileSync("python3", ["-c", python], { input: frame }).toString();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      context.skip();
    }
    expect(JSON.parse(text)).toMatchObject({
      msg: "päm\n",
      levelno: 40,
      big: 2 ** 40,
      negative: -5,
      float: 0.5,
      list: [1, "a", null, true],
      map: { a: { b: 1 } },
    });
  });

  test("works over a Unix socket", async () => {
    const path = join(tmpdir(), `cordwood-${process.pid}-socket-handler.sock`);
    const server = await streamServer({ path });
    const handler = closing(new SocketHandler(path, null));
    expect(handler.address).toBe(path);
    handler.handle(record("spam"));
    await handler.close();
    await until(() => frames(server.bytes()).length === 1);
  });

  test("waits before it tries again when nobody listens, and keeps the records", async () => {
    const server = await streamServer();
    await server.stop();
    const handler = closing(new SocketHandler("127.0.0.1", server.port));
    handler.handleError = () => {};
    handler.retryStart = 0.2;
    handler.handle(record("early"));
    await until(() => handler.retryTime !== null);
    expect(handler.retryTime).toBeGreaterThan(Date.now() / 1000);
    const again = await streamServer({ port: server.port });
    handler.handle(record("late"));
    await until(() => frames(again.bytes()).length === 2);
    expect(handler.retryTime).toBeNull();
  });

  test("connects again after the server went away", async () => {
    const server = await streamServer();
    const handler = closing(new SocketHandler("127.0.0.1", server.port));
    handler.handleError = () => {};
    handler.retryStart = 0.02;
    handler.handle(record("one"));
    await handler.flush();
    await server.stop();
    const again = await streamServer({ port: server.port });
    await until(() => handler.sock?.destroyed !== false);
    handler.handle(record("two"));
    await until(() => frames(again.bytes()).length === 1);
  });
});

test("DatagramHandler sends one frame in each datagram", async () => {
  const server = await datagramServer();
  const handler = closing(new DatagramHandler("localhost", server.port));
  handler.handle(record("spam"));
  handler.handle(record("eggs"));
  await until(() => server.received.length === 2);
  expect(server.received.flatMap((each) => frames(each)).map((each) => JSON.parse(each.toString()).msg)).toEqual([
    "spam",
    "eggs",
  ]);
  expect(() => new DatagramHandler("/tmp/x", null)).toThrow(/Unix datagram/);
});

describe("SysLogHandler", () => {
  test("sends Python's bytes, before and after close", async () => {
    const server = await datagramServer();
    const handler = closing(new SysLogHandler(["127.0.0.1", server.port]));
    const check = async (expected: string): Promise<void> => {
      handler.handle(record("späm"));
      await until(() => server.received.length === 1);
      expect(server.received.pop()?.toString()).toBe(expected);
    };
    await check("<11>späm\0");
    handler.append_nul = false;
    await check("<11>späm");
    handler.ident = "häm-";
    await check("<11>häm-späm");
    await handler.close();
    await check("<11>häm-späm");
  });

  test.each([
    ["bare", undefined, /^<11>a\nb\0<11>c\0$/],
    ["rfc3164", undefined, /^<11>\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ shop\[\d+\]: a#012b\n<11>.*: c\n$/],
    ["rfc5424", undefined, /^\d+ <11>1 \S+Z \S+ shop \d+ tcp - \u{feff}a\nb\d+ <11>1 .*c$/su],
    ["rfc5424", "newline", /^<11>1 \S+Z \S+ shop \d+ tcp - \u{feff}a#012b\n<11>.*c\n$/su],
  ] as const)(
    "frames %s messages (%s) on a stream, so that a line end forges nothing",
    async (protocol, framing, expected) => {
      const server = await streamServer();
      const address = ["127.0.0.1", server.port] as const;
      const options = { address, socktype: "tcp", protocol, application: "shop" } as const;
      const handler = closing(new SysLogHandler(framing === undefined ? options : { ...options, framing }));
      handler.setFormatter(raw);
      handler.handle(record("a\nb"));
      handler.handle(record("c"));
      await handler.close();
      await until(() => expected.test(server.bytes().toString()));
    },
  );

  test("maps facilities, priorities and levels by name", () => {
    const handler = closing(new SysLogHandler({ address: ["127.0.0.1", 9], facility: "local3" }));
    expect(handler.encodePriority("local3", "err")).toBe(19 * 8 + 3);
    expect(handler.encodePriority(SysLogHandler.LOG_DAEMON, SysLogHandler.LOG_DEBUG)).toBe(3 * 8 + 7);
    expect(handler.mapPriority("CRITICAL")).toBe("critical");
    expect(handler.mapPriority("toString")).toBe("warning");
    expect(() => new SysLogHandler({ facility: "nowhere" })).toThrow(/nowhere/);
  });
});

describe("HTTPHandler", () => {
  async function httpServer(): Promise<{
    host: string;
    requests: { method: string; url: URL; body: string; authorization: string }[];
  }> {
    const requests: { method: string; url: URL; body: string; authorization: string }[] = [];
    const server = createHttpServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => (body += part));
      request.on("end", () => {
        const url = new URL(request.url ?? "", "http://x");
        requests.push({ method: request.method ?? "", url, body, authorization: request.headers.authorization ?? "" });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
  }

  test("sends a form for each record, by GET and by POST", async () => {
    const { host, requests } = await httpServer();
    const handler = closing(new HTTPHandler(host, "/frob", { credentials: ["foo", "bar"] }));
    handler.handle(record("späm"));
    handler.method = "POST";
    handler.handle(record("späm"));
    await handler.flush();
    expect(requests.map((request) => [request.method, request.url.pathname])).toEqual([
      ["GET", "/frob"],
      ["POST", "/frob"],
    ]);
    expect(requests[0]?.url.searchParams.get("msg")).toBe("späm");
    expect(new URLSearchParams(requests[1]?.body).get("name")).toBe("tcp");
    expect(requests[1]?.authorization).toBe(`Basic ${Buffer.from("foo:bar").toString("base64")}`);
  });

  test("sends many records in one JSON body", async () => {
    const { host, requests } = await httpServer();
    const handler = closing(new HTTPHandler({ host, url: "/logs", batch: "json" }));
    handler.handle(record("one"));
    handler.handle(record("two"));
    await handler.flush();
    expect(requests).toHaveLength(1);
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject([{ msg: "one" }, { msg: "two" }]);
  });

  test("refuses a wrong method, and a context without TLS", () => {
    expect(() => new HTTPHandler("h", "/", "PUT")).toThrow(/PUT/);
    expect(() => new HTTPHandler("h", "/", { context: {} })).toThrow(/secure/);
  });
});

test("NTEventLogHandler says why it is not there", () => {
  expect(() => new NTEventLogHandler("shop")).toThrow(/native module/);
});
