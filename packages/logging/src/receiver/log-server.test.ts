import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { SocketHandler } from "../handlers/index.js";
import { Logger, type LogRecord } from "../index.js";
import { createLogServer, type LogServer, type LogServerOptions } from "./log-server.js";
import { unpickle } from "./unpickle.js";

const python = spawnSync("python3", ["--version"]).status === 0;
if (!python && process.env["CORDWOOD_REQUIRE_PEERS"] === "1") throw new Error("python3 is required here");
if (!python) console.log("skipped: the tests with Python's logging need python3");

const evidence = join(tmpdir(), `cordwood-unpickle-${process.pid}`);
const servers: LogServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function receive(
  options: LogServerOptions,
): Promise<{ server: LogServer; records: LogRecord[]; rejected: unknown[] }> {
  const [records, rejected]: [LogRecord[], unknown[]] = [[], []];
  const server = await createLogServer({
    handle: (record) => records.push(record),
    onRejected: (error) => rejected.push(error),
    ...options,
  });
  servers.push(server);
  return { server, records, rejected };
}

const run = promisify(execFile);
const pythonLogs = `
import logging, logging.handlers, sys
handler = eval(sys.argv[1])
log = logging.getLogger("shop.cart")
log.setLevel(logging.DEBUG)
log.addHandler(handler)
log.info("added %s", "apple", extra={"sku": 7})
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broken")
log.warning("ünïcode \\u2713 %d%%", 100)
handler.close()
`;

describe.skipIf(!python)("Python's", () => {
  const check = (name: string, options: LogServerOptions, handler: (server: LogServer) => string): void =>
    test(`${name} is understood`, async () => {
      const { server, records } = await receive(options);
      await run("python3", ["-c", pythonLogs, handler(server)]);
      await expect.poll(() => records.length).toBe(3);
      expect(records.map((record) => [record.name, record.levelname, record.levelno, record.getMessage()])).toEqual([
        ["shop.cart", "INFO", 20, "added apple"],
        ["shop.cart", "ERROR", 40, "broken"],
        ["shop.cart", "WARNING", 30, "ünïcode ✓ 100%"],
      ]);
      expect(String(records[0]?.["sku"])).toBe("7");
      expect(records[1]?.exc_text).toContain("ZeroDivisionError");
      expect(records[0]?.funcName).toBe("<module>");
      expect(Math.abs((records[0]?.created ?? 0) - Date.now() / 1000)).toBeLessThan(60);
      expect(records[0]?.process).not.toBe(process.pid);
    });
  check(
    "SocketHandler",
    { tcpPort: 0 },
    (server) => `logging.handlers.SocketHandler("127.0.0.1", ${server.ports.tcp})`,
  );
  check(
    "DatagramHandler",
    { udpPort: 0 },
    (server) => `logging.handlers.DatagramHandler("127.0.0.1", ${server.ports.udp})`,
  );
  // HTTPHandler sends the record's attributes as they are; the message is only made by a formatter before it.
  test("HTTPHandler is understood", async () => {
    const { server, records } = await receive({ httpPort: 0 });
    const program = `
import logging, logging.handlers
handler = logging.handlers.HTTPHandler("127.0.0.1:${server.ports.http}", "/log", method="POST")
logging.getLogger("web").addHandler(handler)
logging.getLogger("web").error("plain & simple")
logging.getLogger("web").addHandler(logging.NullHandler())
`;
    await run("python3", ["-c", program]);
    expect(records.map((record) => [record.name, record.levelno, record.getMessage()])).toEqual([
      ["web", 40, "plain & simple"],
    ]);
  });

  test.each([0, 1, 2, 3, 4, 5])("pickles of protocol %d are read", (protocol) => {
    const value =
      "{'a': 1, 'b': [1.5, True, None, 'text \\u2713', b'by\\xff'], 'c': (1, 2), 'd': {'e': -3, 'f': 2**70}, 'g': (), 'h': b'', 'i': [[], {}], 'j': 300, 'k': 70000}";
    const bytes = execFileSync("python3", [
      "-c",
      `import pickle, sys; sys.stdout.buffer.write(pickle.dumps(${value}, ${protocol}))`,
    ]);
    expect(
      JSON.parse(
        JSON.stringify(unpickle(bytes), (_, item: unknown) => (typeof item === "bigint" ? String(item) : item)),
      ),
    ).toEqual({
      a: 1,
      b: [1.5, true, null, "text ✓", { type: "Buffer", data: [98, 121, 255] }],
      c: [1, 2],
      d: { e: -3, f: String(2n ** 70n) },
      g: [],
      h: { type: "Buffer", data: [] },
      i: [[], {}],
      j: 300,
      k: 70_000,
    });
  });

  test.each(["os.system", "print", "collections.OrderedDict", "datetime.datetime.now()", "Evil()"])(
    "pickles that would make %s call and import nothing",
    (what) => {
      const program = `
import pickle, sys, os, collections, datetime
class Evil:
    def __reduce__(self): return (os.system, ("echo broken > ${evidence}",))
sys.stdout.buffer.write(pickle.dumps({"what": ${what}}))
`;
      const bytes = execFileSync("python3", ["-c", program]);
      expect(unpickle(bytes)).toEqual({ what: expect.stringMatching(/^\[python object [\w.]+\]$/) as string });
      expect(existsSync(evidence)).toBe(false);
    },
  );
});

test("this library's SocketHandler is understood, in JSON and as a pickle", async () => {
  const { server, records } = await receive({ tcpPort: 0 });
  for (const format of ["json", "pickle"] as const) {
    const handler = new SocketHandler("127.0.0.1", server.ports.tcp ?? 0, { format });
    const log = new Logger("own", "DEBUG");
    log.addHandler(handler);
    log.info("added %s", "apple", { sku: 7 });
    await handler.close();
  }
  await expect.poll(() => records.length).toBe(2);
  expect(records.map((record) => [record.name, record.getMessage(), record["sku"]])).toEqual([
    ["own", "added apple", 7],
    ["own", "added apple", 7],
  ]);
});

describe("hostile input", () => {
  async function send(server: LogServer, bytes: Uint8Array): Promise<void> {
    const socket = connect(server.ports.tcp ?? 0, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.end(bytes);
    await new Promise((resolve) => {
      socket.resume().on("close", resolve);
    });
  }
  const framed = (body: Uint8Array): Uint8Array => {
    const frame = Buffer.alloc(4 + body.length);
    frame.writeUInt32BE(body.length);
    frame.set(body, 4);
    return frame;
  };
  const json = (value: unknown): Uint8Array => framed(Buffer.from(JSON.stringify(value)));

  const check = (what: string, bytes: Uint8Array): void =>
    test(`${what} is refused, and the next record taken`, async () => {
      const { server, records, rejected } = await receive({ tcpPort: 0 });
      await send(server, bytes);
      await expect.poll(() => rejected.length).toBeGreaterThan(0);
      await send(server, json({ name: "next", levelno: 20, msg: "taken" }));
      await expect.poll(() => records.map((record) => record.getMessage())).toEqual(["taken"]);
    });
  check("a huge length", Buffer.from([0xff, 0xff, 0xff, 0xff, 0]));
  check("no record", json([1, 2, 3]));
  check("a record without a level", json({ name: "x", msg: "y" }));
  check("half a JSON", framed(Buffer.from('{"name":')));
  check("a pickle that is cut", framed(Buffer.from([0x80, 2, 0x58, 0xff, 0xff, 0, 0])));
  check("text", framed(Buffer.from("hello")));

  test("attributes that reach into objects are left out", async () => {
    const { server, records } = await receive({ tcpPort: 0 });
    await send(
      server,
      framed(
        Buffer.from('{"name":"x","levelno":20,"msg":"m","__proto__":{"polluted":1},"getMessage":"no","toDict":1}'),
      ),
    );
    await expect.poll(() => records.length).toBe(1);
    expect(records[0]?.getMessage()).toBe("m");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("no bytes make the unpickler do more than throw its own error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          unpickle(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "CW_LOGGING_PICKLE" });
        }
      }),
      { numRuns: 5000 },
    );
  });
});
