import dgram from "node:dgram";
import { EventEmitter, once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Handler, Logger, type LogRecord } from "../index.js";
import { logServer, logSocket, type NetLogOptions, reasonOf, redactSecrets } from "./index.js";
import { wrapMethod } from "./wrap-method.js";

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

let memory: Memory;
let logger: Logger;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  memory = new Memory();
  logger = new Logger("net", "DEBUG");
  logger.addHandler(memory);
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const lines = (): string[] =>
  memory.records.map((record) => `${record.levelname} ${record.getMessage()}`.replaceAll(/127\.0\.0\.1:\d+/g, "PEER"));
const fieldsOf = (start: string): Record<string, unknown> =>
  (
    memory.records.find((record) => record.getMessage().startsWith(start)) ??
    expect.fail(`no record ${start}: ${lines().join("; ")}`)
  ).toDict();
const port = (server: net.Server): number => (server.address() as AddressInfo).port;

async function listening<S extends net.Server>(server: S): Promise<S> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return server;
}

describe("a TCP server", () => {
  async function echo(
    options: NetLogOptions = {},
  ): Promise<{ server: net.Server; counters: ReturnType<typeof logServer>["counters"] }> {
    const server = net.createServer((socket) => {
      socket.on("error", () => undefined);
      socket.pipe(socket);
    });
    const { counters } = logServer(server, logger, options);
    return { server: await listening(server), counters };
  }

  async function exchange(server: net.Server, text: string): Promise<string> {
    const client = net.connect(port(server), "127.0.0.1");
    client.end(text);
    const chunks = await client.setEncoding("utf8").toArray();
    return chunks.join("");
  }

  test("tells of connections, pieces by size, and totals", async () => {
    const { server, counters } = await echo();
    expect(await exchange(server, "hello")).toBe("hello");
    await expect.poll(() => counters.open).toBe(0);
    expect(lines()).toEqual([
      "INFO listening at PEER",
      "INFO connection from PEER",
      "DEBUG received 5 bytes",
      "DEBUG sent 5 bytes",
      "INFO connection closed: 5 bytes received, 5 sent",
    ]);
    expect(new Set(memory.records.slice(1).map((record) => record.toDict()["connection_id"])).size).toBe(1);
    expect(fieldsOf("connection closed")).toMatchObject({ received_bytes: 5, sent_bytes: 5, had_error: false });
    expect(counters).toEqual({ open: 0, opened: 1, received_bytes: 5, sent_bytes: 5, timeouts: 0, errors: {} });
    expect(memory.records.some((record) => "content" in record.toDict())).toBe(false);
  });

  test("shows content only when asked, bounded and without secrets", async () => {
    const { server } = await echo({ content: "text", contentBytesMax: 40 });
    await exchange(server, `POST /login?token=abc123 password=hunter2&x=${"y".repeat(100)}`);
    await expect.poll(() => lines().at(-1)).toContain("closed");
    expect(fieldsOf("received")["content"]).toBe(`POST /login?token=[redacted] password=[redacted] … 104 more bytes`);
  });

  test("shows content as hex", async () => {
    const { server } = await echo({ content: "hex" });
    await exchange(server, "\u0001\u0002");
    await expect.poll(() => lines().at(-1)).toContain("closed");
    expect(fieldsOf("received")["content"]).toBe("0102");
  });

  test("explains an abrupt end", async () => {
    const { server, counters } = await echo();
    const client = net.connect(port(server), "127.0.0.1");
    await once(client, "connect");
    client.write("x");
    await once(client, "data");
    client.resetAndDestroy();
    await expect.poll(() => counters.errors).toEqual({ ECONNRESET: 1 });
    expect(lines()).toContain("WARNING connection failed: the peer closed the connection abruptly");
    expect(fieldsOf("connection failed")).toMatchObject({ "error.code": "ECONNRESET" });
  });

  test("tells of an idle connection", async () => {
    const { server, counters } = await echo();
    server.on("connection", (socket: net.Socket) => socket.setTimeout(5, () => socket.destroy()));
    const client = net.connect(port(server), "127.0.0.1");
    await once(client, "close");
    await expect.poll(() => counters.open).toBe(0);
    expect(lines()).toContain("WARNING connection idle for too long");
    expect(counters.timeouts).toBe(1);
  });

  test("is left as it was by stop", async () => {
    const server = net.createServer((socket) => socket.pipe(socket));
    const logging = logServer(server, logger);
    logging.stop();
    await listening(server);
    await exchange(server, "hello");
    expect(lines()).toEqual([]);
  });
});

describe("a client socket", () => {
  test("tells of its connection", async () => {
    const server = await listening(net.createServer((socket) => socket.end("bye")));
    const socket = net.connect(port(server), "127.0.0.1");
    logSocket(socket, logger);
    expect(await socket.setEncoding("utf8").toArray()).toEqual(["bye"]);
    await expect
      .poll(lines)
      .toEqual([
        "INFO connected to PEER",
        "DEBUG received 3 bytes",
        "INFO connection closed: 3 bytes received, 0 sent",
      ]);
  });

  test("explains why it could not connect", async () => {
    const server = await listening(net.createServer());
    const closed = port(server);
    server.close();
    await once(server, "close");
    const socket = net.connect(closed, "127.0.0.1").on("error", () => undefined);
    logSocket(socket, logger);
    await new Promise((resolve) => {
      socket.on("close", resolve);
    });
    expect(lines()[0]).toBe("WARNING connection failed: nothing accepts connections at that address");
  });
});

test("an HTTP server tells of requests without their parameters", async () => {
  const server = http.createServer((request, response) => {
    response.statusCode = request.url === "/bad" ? 500 : 200;
    response.end("ok");
  });
  logServer(server, logger);
  await listening(server);
  const base = `http://127.0.0.1:${port(server)}`;
  await (await fetch(`${base}/good?token=abc`)).text();
  await (await fetch(`${base}/bad`)).text();
  await expect
    .poll(lines)
    .toEqual(expect.arrayContaining(["DEBUG GET /good answered 200", "WARNING GET /bad answered 500"]));
  expect(fieldsOf("GET /good")).toMatchObject({ "http.response.status_code": 200, completed: true });
  expect(JSON.stringify(memory.records.map((record) => record.toDict()))).not.toContain("abc");
});

test("a TLS server explains a client that speaks plain text", async () => {
  const server = await listening(tls.createServer());
  const { counters } = logServer(server, logger);
  const client = net.connect(port(server), "127.0.0.1").on("error", () => undefined);
  client.end("GET / HTTP/1.1\r\n\r\n");
  await once(client.resume(), "close");
  await expect.poll(() => Object.keys(counters.errors).length).toBe(1);
  expect(lines().at(-1)).toMatch(
    /^WARNING TLS handshake with .* failed: the peer (sent plain HTTP to a TLS port|does not speak)/,
  );
});

test("a UDP socket tells what it receives and sends", async () => {
  const server = dgram.createSocket("udp4");
  const { counters } = logServer(server, logger);
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  server.send("abc", server.address().port, "127.0.0.1");
  await once(server, "message");
  server.close();
  await once(server, "close");
  expect(lines()).toEqual([
    "INFO listening for datagrams at PEER",
    "DEBUG sent 3 bytes",
    "DEBUG received 3 bytes",
    "INFO connection closed: 3 bytes received, 3 sent",
  ]);
  expect(counters).toMatchObject({ received_bytes: 3, sent_bytes: 3 });
});

test("a WebSocket server tells of its connections", () => {
  class FakeWebSocket extends EventTarget {
    readonly readyState = 1;
    send(_data: string): void {}
  }
  const server = Object.assign(new EventEmitter(), { clients: new Set() });
  logServer(server, logger);
  const socket = new FakeWebSocket();
  server.emit("connection", socket);
  socket.dispatchEvent(Object.assign(new Event("message"), { data: "hello" }));
  socket.send("ab");
  socket.dispatchEvent(Object.assign(new Event("close"), { code: 1001, reason: "leaving" }));
  expect(lines()).toEqual([
    "INFO connection from a peer",
    "DEBUG received 5 bytes",
    "DEBUG sent 2 bytes",
    "INFO connection closed: 5 bytes received, 2 sent",
  ]);
  expect(fieldsOf("connection closed")).toMatchObject({
    "websocket.close_code": 1001,
    "websocket.close_reason": "leaving",
  });
});

test("a server of the package ws tells of its connections, on both sides", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  closers.push(() => server.close());
  const { counters } = logServer(server, logger, { content: "text" });
  server.on("connection", (socket) =>
    socket.on("message", (data: Buffer) => socket.send(`you said ${data.toString()}`)),
  );
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const clientLogger = new Logger("client", "DEBUG");
  const clientMemory = new Memory();
  clientLogger.addHandler(clientMemory);
  logSocket(client, clientLogger);
  await once(client, "open");
  client.send("hello");
  await once(client, "message");
  client.close(1000, "done");
  await expect.poll(() => counters.open).toBe(0);
  expect(lines()).toEqual([
    "INFO connection from PEER",
    "DEBUG received 5 bytes",
    "DEBUG sent 14 bytes",
    "INFO connection closed: 5 bytes received, 14 sent",
  ]);
  expect(fieldsOf("received")["content"]).toBe("hello");
  expect(fieldsOf("connection closed")).toMatchObject({
    "websocket.close_code": 1000,
    "websocket.close_reason": "done",
  });
  await expect
    .poll(() => clientMemory.records.map((record) => record.getMessage()).slice(1))
    .toEqual(["sent 5 bytes", "received 14 bytes", "connection closed: 14 bytes received, 5 sent"]);
});

test("refuses what it cannot log, and says what it takes", () => {
  expect(() => logSocket({} as net.Socket, logger)).toThrow(/net\.Socket, tls\.TLSSocket, dgram\.Socket or WebSocket/);
  expect(() => logServer({} as net.Server, logger)).toThrow(/CW_LOGGING_NET_UNKNOWN|Cannot log this server/);
});

describe("reasonOf", () => {
  const check = (error: unknown, expected: string): void =>
    test(`${String(error)} → ${expected}`, () => expect(reasonOf(error)).toBe(expected));
  check(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }), "the peer closed the connection abruptly");
  check(
    Object.assign(new Error("x"), { code: "HPE_INVALID_CONSTANT" }),
    "the peer sent something that is not valid HTTP",
  );
  check(new Error("something else"), "something else");
  check("text", "text");
});

describe("redactSecrets", () => {
  const check = (text: string, expected: string): void =>
    test(`in ${text}`, () => expect(redactSecrets(text)).toBe(expected));
  check("Authorization: Bearer abc.def\r\nHost: x", "Authorization: [redacted]\r\nHost: x");
  check("cookie: sid=1; theme=dark", "cookie: [redacted]");
  check('{"user":"ann","password":"hunter2"}', '{"user":"ann","password":"[redacted]"}');
  check("a=1&api_key=xyz&b=2", "a=1&api_key=[redacted]&b=2");
  check("nothing secret here", "nothing secret here");
});

test("a wrapped method is restored to where it came from", () => {
  const seen: unknown[] = [];
  const list: number[] = [];
  const restore = wrapMethod(list, "push", (...args) => seen.push(...args));
  list.push(1);
  restore();
  list.push(2);
  expect({ list: [...list], seen, own: Object.hasOwn(list, "push") }).toEqual({ list: [1, 2], seen: [1], own: false });
});
