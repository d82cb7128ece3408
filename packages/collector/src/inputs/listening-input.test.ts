import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type ConnectionOptions, createServer as createTlsServer } from "node:tls";
import { getLogger } from "@cordwood/logging";
import { afterEach, beforeAll, afterAll, describe, expect, test } from "vitest";
import { pythonDefinition } from "./python/python-input.js";
import { type SyslogConfig, syslogDefinition, type SyslogInput } from "./syslog/syslog-input.js";
import { ForwardInput, forwardDefinition } from "./forward/forward-input.js";
import { gelfDefinition } from "./gelf/gelf-input.js";
import type { Input } from "./input.js";
import { networkTestOptions, testSurroundings } from "./testing/network-options.js";
import { RecordTarget } from "./testing/record-target.js";
import { tlsOptions } from "./tls-options.js";
import { TlsRenewal } from "./tls-renewal.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-listen-"));
const openssl = spawnSync("openssl", ["version"]).status === 0;
const running: Input[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map((input) => input.stop()));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const line = "<13>Oct 11 22:14:15 h a: one\n";

async function startSyslog(config: Partial<SyslogConfig> = {}): Promise<{ input: SyslogInput; target: RecordTarget }> {
  const target = new RecordTarget();
  const whole: SyslogConfig = { type: "syslog", listen: "127.0.0.1:0", protocols: ["tcp"], ...config };
  const input = syslogDefinition.create(whole, testSurroundings(target)) as SyslogInput;
  await input.start();
  running.push(input);
  return { input, target };
}

async function open(where: { port: number } | { path: string }): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", ...where });
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

describe("a Unix socket", () => {
  const path = join(folder, "log.sock");

  test("takes records, has the wanted mode, and is gone afterwards", async () => {
    const { input, target } = await startSyslog({ path, mode: "622" });
    expect(statSync(path).mode & 0o777).toBe(0o622);
    (await open({ path })).end(line);
    expect((await target.until(1)).map((record) => record.message)).toEqual(["one"]);
    await input.stop();
    expect(existsSync(path)).toBe(false);
  });

  test("that a dead process left is replaced", async () => {
    const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", script, path]);
    expect(existsSync(path)).toBe(true);
    const { target } = await startSyslog({ path });
    (await open({ path })).end(line);
    expect(await target.until(1)).toHaveLength(1);
  });

  test("of a living process is refused, and so is a file that is no socket", async () => {
    await startSyslog({ path });
    await expect(startSyslog({ path })).rejects.toThrow(/CW_COLLECTOR_LISTEN|cannot listen on .*log\.sock/);
    const file = join(folder, "precious");
    writeFileSync(file, "x");
    await expect(startSyslog({ path: file })).rejects.toThrow(/cannot listen on/);
    expect(statSync(file).size).toBe(1);
  });
});

describe.skipIf(!openssl)("TLS", () => {
  const file = (name: string): string => join(folder, name);
  const run = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  beforeAll(() => {
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    run("req", "-x509", ...curve, "-keyout", file("ca.key"), "-out", file("ca.pem"), "-subj", "/CN=test-ca");
    for (const name of ["server", "client"]) {
      const paths = ["-keyout", file(`${name}.key`), "-out", file(`${name}.csr`)];
      run("req", ...curve.slice(0, -2), ...paths, "-subj", `/CN=${name}`);
      const signer = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "2"];
      run("x509", "-req", "-in", file(`${name}.csr`), ...signer, "-out", file(`${name}.pem`));
    }
  });

  async function sendTls(port: number, options: ConnectionOptions): Promise<void> {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
    sockets.push(socket);
    socket.on("error", () => {});
    socket.end(line);
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
  }

  const server = { cert: file("server.pem"), key: file("server.key") };

  test("takes records", async () => {
    const { input, target } = await startSyslog({ tls: server });
    await sendTls(input.ports.tcp, {});
    expect(await target.until(1)).toHaveLength(1);
  });

  test("refuses clients without a certificate where one is wanted, and says so in numbers", async () => {
    const { input, target } = await startSyslog({ tls: { ...server, ca: file("ca.pem") } });
    await sendTls(input.ports.tcp, {});
    await sendTls(input.ports.tcp, { cert: readFileSync(file("client.pem")), key: readFileSync(file("client.key")) });
    expect(await target.until(1)).toHaveLength(1);
    expect(input.counts.errors).toBe(1);
  });

  test("is not spoken with somebody who speaks plainly; the input goes on", async () => {
    const { input, target } = await startSyslog({ tls: server });
    const socket = await open({ port: input.ports.tcp });
    socket.write(line);
    socket.resume();
    await once(socket, "close");
    await sendTls(input.ports.tcp, {});
    expect(await target.until(1)).toHaveLength(1);
    expect(input.counts.errors).toBe(1);
  });

  test("takes a renewed certificate into use, and keeps the old one while the new one is damaged", async () => {
    const paths = { cert: file("renewed.pem"), key: file("renewed.key") };
    const use = (name: string): void => {
      for (const [from, to] of [
        [`${name}.key`, paths.key],
        [`${name}.pem`, paths.cert],
      ] as const) {
        writeFileSync(to, readFileSync(file(from)));
      }
    };
    use("server");
    const served = createTlsServer(await tlsOptions(paths, "test")).listen(0, "127.0.0.1");
    const renewal = new TlsRenewal(served, {
      config: paths,
      input: "test",
      logger: getLogger("cordwood.test"),
      everyMs: 5,
    });
    await renewal.start();
    const { port } = served.address() as { port: number };
    const name = async (): Promise<string> => {
      const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
      await once(socket, "secureConnect");
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return String(subject.CN);
    };
    expect(await name()).toBe("server");
    writeFileSync(paths.cert, "half of a certificate");
    await sleep(30);
    expect(await name()).toBe("server");
    use("client");
    for (let n = 0; n < 200 && (await name()) !== "client"; n += 1) await sleep(5);
    expect(await name()).toBe("client");
    renewal.stop();
    served.close();
  });

  test.each([
    [{ cert: file("none.pem"), key: file("server.key") }, /none\.pem/],
    [{ cert: file("server.key"), key: file("server.key") }, /cannot use .*server\.key/],
    [{ cert: file("server.pem"), key: file("client.key") }, /cannot use .*client\.key/],
  ])("%j is an error with the path", async (tls, expected) => {
    await expect(startSyslog({ tls })).rejects.toThrow(expected);
  });

  test.each([
    [
      "gelf",
      gelfDefinition.create({ type: "gelf", listen: "127.0.0.1:0", tls: server }, testSurroundings(new RecordTarget())),
    ],
    [
      "python",
      pythonDefinition.create(
        { type: "python", listen: "127.0.0.1:0", tls: server },
        testSurroundings(new RecordTarget()),
      ),
    ],
    [
      "forward",
      forwardDefinition.create(
        { type: "forward", listen: "127.0.0.1:0", tls: server },
        testSurroundings(new RecordTarget()),
      ),
    ],
  ])("%s speaks it too", async (_name, input) => {
    await input.start();
    running.push(input);
    const { tcp } = (input as ForwardInput).ports;
    const socket = connectTls({ port: tcp, host: "127.0.0.1", rejectUnauthorized: false });
    sockets.push(socket);
    await once(socket, "secureConnect");
  });
});

describe("bounds", () => {
  test("connections beyond the bound are closed and counted", async () => {
    const { input, target } = await startSyslog({ connections_max: 1 });
    const first = await open({ port: input.ports.tcp });
    const second = await open({ port: input.ports.tcp });
    await once(second, "close");
    first.write(line);
    expect(await target.until(1)).toHaveLength(1);
    expect(input.counts.errors).toBe(1);
  });

  test("an idle connection is closed", async () => {
    const { input } = await startSyslog({ idle_s: 0.02 });
    const socket = await open({ port: input.ports.tcp });
    socket.resume();
    await once(socket, "close");
  });

  test("stop() ends connections and keeps what they sent", async () => {
    const { input, target } = await startSyslog();
    const socket = await open({ port: input.ports.tcp });
    socket.write(`${line}<13>Oct 11 22:14:15 h a: without its end`);
    await target.until(1);
    await input.stop();
    expect(target.messages).toEqual(["one", "without its end"]);
  });

  test("an address that is taken is an error that names it", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    await expect(startSyslog({ listen: `127.0.0.1:${port}` })).rejects.toThrow(`127.0.0.1:${port}`);
    taken.close();
  });
});

test("forward answers UDP heartbeats", async () => {
  const input = new ForwardInput(networkTestOptions(new RecordTarget()));
  await input.start();
  running.push(input);
  const socket = createSocket("udp4");
  socket.send(Buffer.of(0), input.ports.udp, "127.0.0.1");
  const [answer] = (await once(socket, "message")) as [Buffer];
  socket.close();
  expect(answer).toEqual(Buffer.of(0));
});

test.each([
  [
    '<13>1 2024-01-01T00:00:00Z h app 7 - - {"msg":"m","level":50,"user":"u"}',
    { message: "m", level: "error", host: "h", logger: "app", attributes: { user: "u" } },
  ],
  [
    '<13>Oct 11 22:14:15 h app[7]: @cee: {"message":"m","n":1}',
    { message: "m", level: "notice", attributes: { n: "1" } },
  ],
  ["<13>Oct 11 22:14:15 h app: level=warn msg=m user=u", { message: "m", level: "warning", attributes: { user: "u" } }],
  ["<13>Oct 11 22:14:15 h app: time flies = fast", { message: "time flies = fast" }],
])("a message in syslog is looked into: %s", async (text, expected) => {
  const { input, target } = await startSyslog();
  (await open({ port: input.ports.tcp })).end(`${text}\n`);
  expect((await target.until(1))[0]).toMatchObject(expected);
});

test("and is left alone with parse: none", async () => {
  const { input, target } = await startSyslog({ parse: "none" });
  (await open({ port: input.ports.tcp })).end('<13>Oct 11 22:14:15 h app: {"msg":"m"}\n');
  expect((await target.until(1))[0]?.message).toBe('{"msg":"m"}');
});
