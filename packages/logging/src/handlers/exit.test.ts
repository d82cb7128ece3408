/** What is delivered when a process ends, by each way it can end; with the built package, in processes of its own. */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Sink {
  port: number;
  text(): string;
}

async function httpSink(): Promise<Sink> {
  let text = "";
  const server = createHttpServer((request, response) => {
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { port: (server.address() as AddressInfo).port, text: () => text };
}

async function tcpSink(): Promise<Sink> {
  let text = "";
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (part) => (text += part.toString()));
    socket.on("end", () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, text: () => text };
}

async function udpSink(): Promise<Sink> {
  let text = "";
  const socket = createSocket("udp4");
  socket.on("message", (part) => (text += part.toString()));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  cleanups.push(() => socket.close());
  return { port: socket.address().port, text: () => text };
}

/** Runs a program that logs to `handler` and then ends in some way. */
async function run(
  handler: string,
  ending: string,
): Promise<{ code: number | null; signal: string | null; stderr: string }> {
  const program = `
    import { getLogger } from "@cordwood/logging";
    import * as handlers from "@cordwood/logging/handlers";
    const log = getLogger();
    log.addHandler(${handler});
    for (let number = 0; number < 100; number += 1) log.error("line %d.", number);
    ${ending}`;
  const file = join(packageFolder, `.exit-test-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(file, program);
  cleanups.push(() => rmSync(file, { force: true }));
  const child = spawn(process.execPath, [file], { cwd: packageFolder, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, stderr })));
}

const endings: [name: string, source: string, expected: { code?: number; signal?: string }][] = [
  ["runs to its end", "", { code: 0 }],
  ["calls process.exit", "process.exit(3);", { code: 3 }],
  ["throws", 'throw new Error("uncaught");', { code: 1 }],
  ["rejects a promise", 'await new Promise(setImmediate); void Promise.reject(new Error("unhandled"));', { code: 1 }],
  [
    "is told to end by a signal",
    'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10_000);',
    { signal: "SIGTERM" },
  ],
];

const handlers: [name: string, sink: () => Promise<Sink>, source: (port: number) => string][] = [
  ["CordwoodHandler", httpSink, (port) => `new handlers.CordwoodHandler("http://127.0.0.1:${port}")`],
  ["HTTPHandler", httpSink, (port) => `new handlers.HTTPHandler("127.0.0.1:${port}", "/", { batch: "json" })`],
  ["SocketHandler", tcpSink, (port) => `new handlers.SocketHandler("127.0.0.1", ${port})`],
  ["ForwardHandler", tcpSink, (port) => `new handlers.ForwardHandler({ port: ${port}, ack: false })`],
  ["DatagramHandler", udpSink, (port) => `new handlers.DatagramHandler("127.0.0.1", ${port})`],
];

const everyLine = Array.from({ length: 100 }, (_, number) => `line ${number}.`);

describe.each(handlers)("%s", (_, makeSink, source) => {
  test.each(endings)("delivers everything when the process %s", async (__, ending, expected) => {
    const sink = await makeSink();
    const result = await run(source(sink.port), ending);
    expect(result).toMatchObject(expected);
    for (let turn = 0; turn < 100 && !sink.text().includes("line 99."); turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const text = sink.text();
    expect(everyLine.filter((line) => !text.includes(line))).toEqual([]);
  });
});

describe("when the server is away", () => {
  test("the process ends in time and says on stderr what it could not deliver", async () => {
    const started = performance.now();
    const result = await run('new handlers.CordwoodHandler("http://127.0.0.1:1")', "");
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("Cannot deliver 100 records");
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test("it ends as well when the handler was flushed and closed before, without trying for ever", async () => {
    const options = '{ url: "http://127.0.0.1:1", closeMs: 50 }';
    const ending = "await log.handlers[0].flush(); await log.handlers[0].close();";
    const result = await run(`new handlers.CordwoodHandler(${options})`, ending);
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("Cannot deliver 100 records");
  });

  test.each(["", "process.exit(0);"])("what is left goes to the spool (%s)", async (ending) => {
    const directory = mkdtempSync(join(tmpdir(), "cordwood-exit-"));
    cleanups.push(() => rmSync(directory, { recursive: true }));
    const options = JSON.stringify({ url: "http://127.0.0.1:1", spool: { directory } });
    const result = await run(`new handlers.CordwoodHandler(${options})`, ending);
    expect(result.code).toBe(0);
    expect(readdirSync(directory).some((name) => name.endsWith("-100.batch"))).toBe(true);
  });

  test("an application that handles the signal itself is left alone", async () => {
    const ending =
      'process.on("SIGTERM", () => process.exit(7)); process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10_000);';
    const sink = await tcpSink();
    const result = await run(`new handlers.SocketHandler("127.0.0.1", ${sink.port})`, ending);
    expect(result.code).toBe(7);
    expect(sink.text()).toContain("line 99.");
  });
});
