import { fork } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { getLogger, Handler, Logger, type LogRecord } from "../index.js";
import { encodeFrame, FRAME, FrameReader } from "./frames.js";
import { ClusterHandler, LedgerFileHandler, type LogListener, startLogListener } from "./index.js";
import { Ledger } from "./ledger.js";

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

let folder: string;
let path: string;
let memory: Memory;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cluster-"));
  path = join(folder, "listener");
  memory = new Memory();
  Logger.root.addHandler(memory);
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  Logger.root.removeHandler(memory);
  rmSync(folder, { recursive: true, force: true });
});

async function listen(): Promise<LogListener> {
  const listener = await startLogListener(path);
  closers.push(() => listener.close());
  return listener;
}

function worker(): { log: Logger; handler: ClusterHandler } {
  const handler = new ClusterHandler(path, { retryFirstMs: 5, retryMsMax: 20 });
  closers.push(() => handler.close());
  const log = new Logger("shop.cart", "DEBUG");
  log.addHandler(handler);
  return { log, handler };
}

const messages = (): string[] => memory.records.map((record) => record.getMessage());

describe("a record", () => {
  test("arrives with its level, logger, time, fields, error and origin", async () => {
    await listen();
    const { log, handler } = worker();
    const child = log.child({ request_id: "r1" });
    child.error("payment of %d failed", 3, { sku: "apple" }, new Error("declined"), { extra: { tenant: "t1" } });
    await handler.flush();
    expect(messages()).toEqual(["payment of 3 failed"]);
    const record = memory.records[0] ?? expect.fail();
    expect(record.toDict()).toMatchObject({
      name: "shop.cart",
      levelname: "ERROR",
      levelno: 40,
      request_id: "r1",
      sku: "apple",
      tenant: "t1",
      process: handler.origin.process,
      processName: handler.origin.processName,
      threadName: "MainThread",
    });
    expect(record.exc_text).toContain("Error: declined");
    expect(Math.abs(record.created - Date.now() / 1000)).toBeLessThan(60);
  });

  test("is kept while there is no listener, and arrives once when there is one again", async () => {
    const { log, handler } = worker();
    log.info("before");
    const first = await listen();
    await expect.poll(messages).toEqual(["before"]);
    await first.close();
    for (let i = 0; i < 50; i++) log.info("away %d", i);
    await listen();
    await expect.poll(() => handler.counts.queued).toBe(0);
    expect(messages()).toEqual(["before", ...Array.from({ length: 50 }, (_, i) => `away ${i}`)]);
  });

  test("is not taken twice when its acknowledgement was lost", async () => {
    const listener = await listen();
    const { log, handler } = worker();
    log.info("one");
    await handler.flush();
    // The same bytes again, as a writer sends them that has seen no answer.
    const { createConnection } = await import("node:net");
    const socket = createConnection(listener.path);
    const again = [1, 1, 20, "INFO", "shop", "one", null, null, null];
    const next = [2, 1, 20, "INFO", "shop", "two", null, null, null];
    socket.write(encodeFrame(FRAME.hello, JSON.stringify(handler.origin)));
    socket.end(encodeFrame(FRAME.records, JSON.stringify([again, next])));
    await once(socket.resume(), "close");
    expect(messages()).toEqual(["one", "two"]);
  });
});

test("workers learn the listener's levels, also when they change", async () => {
  const listener = await listen();
  const seen: unknown[] = [];
  const handler = new ClusterHandler(path, { onLevels: (levels) => seen.push([levels[""], levels["cluster.levels"]]) });
  closers.push(() => handler.close());
  const log = new Logger("x", "DEBUG");
  log.addHandler(handler);
  const before = Logger.root.level;
  closers.push(() => Logger.root.setLevel(before));
  log.info("hello");
  await handler.flush();
  Logger.root.setLevel("ERROR");
  getLogger("cluster.levels").setLevel("TRACE");
  closers.push(() => getLogger("cluster.levels").setLevel("NOTSET"));
  listener.sendLevels();
  await expect
    .poll(() => seen)
    .toEqual([
      [before, undefined],
      [40, 5],
    ]);
});

test("a second listener at the same place is refused, the socket of a dead one is taken over", async () => {
  await listen();
  await expect(startLogListener(path)).rejects.toMatchObject({ code: "CW_LOGGING_CLUSTER_LISTEN" });
});

test("a stream that is none of ours is cut off and harms nobody", async () => {
  const listener = await listen();
  const { createConnection } = await import("node:net");
  const hostile = [
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 1]),
    encodeFrame(FRAME.records, "[]"),
    encodeFrame(FRAME.hello, "{"),
    encodeFrame(FRAME.hello, '{"writer":"x"}'),
  ];
  for (const bytes of hostile) {
    const socket = createConnection(listener.path);
    socket.on("error", () => undefined);
    socket.write(bytes);
    await new Promise((resolve) => {
      socket.resume().on("close", resolve);
    });
  }
  const { log, handler } = worker();
  log.info("still there");
  await handler.flush();
  expect(messages()).toEqual(["still there"]);
});

test("frames come out as they went in, however the stream is cut", () => {
  const stream = Buffer.concat([encodeFrame(1, '"one"'), encodeFrame(2, "[2]"), encodeFrame(3, '"dreißig"')]);
  for (let size = 1; size < stream.length; size++) {
    const reader = new FrameReader();
    const frames = [];
    for (let at = 0; at < stream.length; at += size) frames.push(...reader.push(stream.subarray(at, at + size)));
    expect(frames).toEqual([
      { kind: 1, body: "one" },
      { kind: 2, body: [2] },
      { kind: 3, body: "dreißig" },
    ]);
  }
});

describe("LedgerFileHandler", () => {
  const writer = "00000000-0000-4000-8000-000000000001";
  const record = (message: string): LogRecord => new Logger("x").makeRecord("x", 20, "", 0, message, [], null);
  const file = (): string => join(folder, "app.log");

  function open(): LedgerFileHandler {
    const handler = new LedgerFileHandler(file(), { maxBytes: 1000, backupCount: 3 });
    closers.push(() => handler.close());
    return handler;
  }

  test("knows after a restart what it has", () => {
    const handler = open();
    handler.emit(record("one"));
    handler.commit(writer, 1);
    expect(open().lastOf(writer)).toBe(1);
    expect(readFileSync(file(), "utf8")).toBe("one\n");
  });

  const check = (what: string, written: string, last: number, content: string): void =>
    test(`finds that an announced append ${what}`, () => {
      const handler = open();
      handler.emit(record("one"));
      handler.commit(writer, 1);
      const ledger = new Ledger(join(folder, ".app.log.ledger"));
      const [intent] = ledger.read();
      ledger.write({ ...(intent ?? expect.fail()), before: 1, after: 3, offset: 4, length: 8 });
      ledger.close();
      appendFileSync(file(), written);
      expect(open().lastOf(writer)).toBe(last);
      expect(readFileSync(file(), "utf8")).toBe(content);
    });
  check("happened", "two\nsix\n", 3, "one\ntwo\nsix\n");
  check("did not happen", "", 1, "one\n");
  check("happened in part, and undoes it", "two\nsi", 1, "one\n");

  test("passes over damaged slots", () => {
    const handler = open();
    handler.commit(writer, 5);
    writeFileSync(join(folder, ".app.log.ledger"), Buffer.alloc(100, 7));
    expect(open().lastOf(writer)).toBe(0);
  });
});

describe("setupCluster", () => {
  const built = new URL("../../dist/index.js", import.meta.url).href;
  const program = `
    import { FileHandler, getLogger, basicConfig } from ${JSON.stringify(built)};
    import { setupCluster } from ${JSON.stringify(built.replace("/index.js", "/cluster/index.js"))};
    import { fork } from "node:child_process";
    import { once } from "node:events";
    import { isMainThread, threadId, Worker } from "node:worker_threads";
    const self = new URL(import.meta.url);
    const stray = process.env.LOG + ".stray";
    if (process.env.CORDWOOD_LOG_LISTENER) for (let i = 0; i < 2; i++) getLogger().addHandler(new FileHandler(stray));
    const side = await setupCluster({ configure: () => basicConfig({ filename: process.env.LOG, level: "INFO", format: "%(process)d %(threadName)s %(name)s %(levelname)s %(message)s" }) });
    if (side.role === "listener") {
      getLogger("main").info("started");
      const child = fork(self);
      const thread = new Worker(self);
      await Promise.all([once(child, "exit"), once(thread, "exit")]);
      console.log(JSON.stringify({ main: process.pid, child: child.pid }));
      await side.close();
    } else {
      getLogger("work").debug("not at this level");
      getLogger("work").info("from %s", isMainThread ? "process" : "thread");
      if (!isMainThread) await side.close();
    }
  `;

  test("one call brings the records of processes and threads to one file, under the parent's levels", async () => {
    const script = join(folder, "program.mjs");
    writeFileSync(script, program);
    const log = join(folder, "all.log");
    const child = fork(script, { env: { ...process.env, LOG: log }, stdio: ["ignore", "pipe", "inherit", "ipc"] });
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(0);
    const pids = JSON.parse(printed) as { main: number; child: number };
    expect(readFileSync(`${log}.stray`, "utf8")).toBe("");
    const lines = readFileSync(log, "utf8").trim().split("\n").toSorted();
    expect(lines).toEqual(
      [
        `${pids.main} MainThread main INFO started`,
        `${pids.child} MainThread work INFO from process`,
        `${pids.main} Worker-1 work INFO from thread`,
      ].toSorted(),
    );
  });
});
