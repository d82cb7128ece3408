import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { getLogger } from "../logger-registry.js";
import { dictConfig } from "./dict-config.js";
import { listen, type ListenOptions, stopListening } from "./listen.js";

afterEach(async () => {
  await stopListening();
  dictConfig({ version: 1, root: { level: "WARNING" } });
});

async function send(port: number, body: string | Uint8Array, step = 1 << 20): Promise<{ ok: boolean; error?: string }> {
  const bytes = Buffer.from(body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const framed = Buffer.concat([length, bytes]);
  const socket = connect(port, "127.0.0.1");
  for (let at = 0; at < framed.length; at += step) {
    socket.write(framed.subarray(at, at + step));
    await new Promise((resolve) => setImmediate(resolve));
  }
  let answer = "";
  for await (const part of socket) answer += String(part);
  return JSON.parse(answer) as { ok: boolean; error?: string };
}

const level = (name: string): string => JSON.stringify({ version: 1, loggers: { "net.a": { level: name } } });

async function listening(options: ListenOptions = {}): Promise<number> {
  const { port } = await listen(0, options).start();
  return port;
}

describe("listen", () => {
  test("takes JSON in any pieces, and INI", async () => {
    const port = await listening();
    expect(await send(port, level("DEBUG"), 3)).toEqual({ ok: true });
    expect(getLogger("net.a").level).toBe(10);
    const ini =
      "[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nlevel=ERROR\nhandlers=h\n[handler_h]\nclass=StreamHandler\nargs=(sys.stdout,)\n";
    expect(await send(port, ini)).toEqual({ ok: true });
    expect(getLogger().level).toBe(40);
  });

  test("uses what verify answers, and nothing when it answers null", async () => {
    const port = await listening({
      verify: (bytes) => (bytes.includes("net.a") ? Buffer.from(bytes).toReversed() : null),
    });
    expect(await send(port, level("DEBUG"))).toMatchObject({ ok: false });
    const port2 = await listening({
      verify: (bytes) => (bytes.subarray(0, 1).toString() === "{" ? null : Buffer.from(bytes).toReversed()),
    });
    expect(await send(port2, Buffer.from(level("INFO")).toReversed())).toEqual({ ok: true });
    expect(getLogger("net.a").level).toBe(20);
    expect(await send(port2, level("ERROR"))).toEqual({ ok: false, error: "refused" });
    await stopListening();
  });

  test("with a secret takes only what is signed with it", async () => {
    const port = await listening({ secret: "s3cret" });
    const body = level("CRITICAL");
    const signed = (secret: string): Buffer =>
      Buffer.concat([createHmac("sha256", secret).update(body).digest(), Buffer.from(body)]);
    expect(await send(port, signed("s3cret"))).toEqual({ ok: true });
    expect(await send(port, signed("other"))).toEqual({ ok: false, error: "refused" });
    expect(await send(port, body)).toEqual({ ok: false, error: "refused" });
    expect(await send(port, "")).toEqual({ ok: false, error: "refused" });
  });

  test.each([
    { class: "logging.FileHandler", filename: "/tmp/never-made" },
    { "()": "logging.handlers.SocketHandler", host: "127.0.0.1", port: 1 },
    { class: "logging.StreamHandler", stream: "ext://globalThis.process" },
    { "()": "ext://globalThis.eval" },
  ])("refuses names that are not on its list: %j", async (handler) => {
    const port = await listening();
    const answer = await send(port, JSON.stringify({ version: 1, handlers: { h: handler } }));
    expect(answer.error).toMatch(/not on the list/);
  });

  test("finds names it was told to allow", async () => {
    const port = await listening({ allow: ["logging.handlers.SocketHandler"] });
    const handlers = { h: { class: "logging.handlers.SocketHandler", host: "127.0.0.1", port: 1 } };
    expect(await send(port, JSON.stringify({ version: 1, handlers }))).toEqual({ ok: true });
  });

  test("refuses what is too long before it has it, and a wrong configuration with its reason", async () => {
    const port = await listening();
    const socket = connect(port, "127.0.0.1");
    socket.write(Buffer.of(0xff, 0xff, 0xff, 0xff));
    let answer = "";
    for await (const part of socket) answer += String(part);
    expect(answer).toContain("longer than");
    expect((await send(port, level("LOUD"))).error).toContain("loggers.net.a.level");
  });

  test("says that a port is taken, and can be joined", async () => {
    const first = await listen(0).start();
    await expect(listen(first.port).start()).rejects.toMatchObject({ code: "CW_LOGGING_LISTEN" });
    const joined = first.join();
    await stopListening();
    await joined;
  });
});
