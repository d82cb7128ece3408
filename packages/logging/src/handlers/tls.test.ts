/** The handlers over TLS, with a certificate made for the occasion; without openssl there is none, and they are skipped. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer as createTlsServer, TLSSocket } from "node:tls";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Handler } from "../handler.js";
import { makeLogRecord } from "../log-record.js";
import { CordwoodHandler } from "./cordwood-handler.js";
import { ForwardHandler } from "./forward-handler.js";
import { HTTPHandler } from "./http-handler.js";
import { SMTPHandler } from "./smtp-handler.js";
import { SocketHandler } from "./socket-handler.js";
import { SysLogHandler } from "./sys-log-handler.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-tls-"));
const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
const made = spawnSync("openssl", [
  "req",
  "-x509",
  "-newkey",
  "rsa:2048",
  "-nodes",
  "-days",
  "2",
  "-keyout",
  keyFile,
  "-out",
  certFile,
  ...subject,
]);
const isMade = made.status === 0;
const [key, cert] = isMade ? [readFileSync(keyFile), readFileSync(certFile)] : [Buffer.alloc(0), Buffer.alloc(0)];

afterAll(() => rmSync(folder, { recursive: true }));

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Sink {
  port: number;
  text: () => string;
}

async function tlsSink(): Promise<Sink> {
  let text = "";
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (part) => (text += part.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  cleanups.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, text: () => text };
}

async function httpsSink(): Promise<Sink> {
  let text = "";
  const server = createHttpsServer({ key, cert }, (request, response) => {
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  cleanups.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { port: (server.address() as AddressInfo).port, text: () => text };
}

/** A mail server that turns to TLS, and says what it was told in which state. */
async function mailSink(): Promise<Sink> {
  let text = "";
  const answer = (line: string, isSecure: boolean): string => {
    text += `${isSecure ? "secure" : "plain"} ${line}\n`;
    if (line.startsWith("EHLO")) return `250-here\r\n250 ${isSecure ? "AUTH LOGIN" : "STARTTLS"}`;
    if (line.startsWith("AUTH") || line === Buffer.from("user").toString("base64")) return "334 go on";
    if (line === Buffer.from("word").toString("base64")) return "235 ok";
    return line === "DATA" ? "354 go on" : "250 ok";
  };
  const talk = (socket: NodeJS.ReadWriteStream, isSecure: boolean, onTls: () => void): void => {
    socket.on("error", () => {});
    let inData = false;
    const onData = (part: Buffer): void => {
      for (const line of part.toString().split("\r\n").slice(0, -1)) {
        if (line === "STARTTLS") {
          socket.off("data", onData);
          socket.write("220 go on\r\n", onTls);
        } else if (inData && line !== ".") text += `${line}\n`;
        else socket.write(`${answer(line, isSecure)}\r\n`);
        inData = line === "DATA" || (inData && line !== ".");
      }
    };
    socket.on("data", onData);
  };
  const server = createTcpServer((socket) => {
    socket.write("220 test\r\n");
    talk(socket, false, () => {
      const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) });
      talk(secure, true, () => {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  cleanups.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, text: () => text };
}

const trusted = { ca: cert };

const subjects: [name: string, sink: () => Promise<Sink>, make: (port: number, context: object) => Handler][] = [
  ["SocketHandler", tlsSink, (port, tls) => new SocketHandler("localhost", port, { tls, closeMs: 500 })],
  ["SysLogHandler", tlsSink, (port, tls) => new SysLogHandler({ address: ["localhost", port], tls, closeMs: 500 })],
  ["ForwardHandler", tlsSink, (port, tls) => new ForwardHandler("localhost", port, { tls, ack: false, closeMs: 500 })],
  [
    "HTTPHandler",
    httpsSink,
    (port, context) =>
      new HTTPHandler(`localhost:${port}`, "/", { method: "POST", secure: true, context, closeMs: 500 }),
  ],
  [
    "CordwoodHandler",
    httpsSink,
    (port, context) => new CordwoodHandler({ url: `https://localhost:${port}`, context, closeMs: 500 }),
  ],
  [
    "SMTPHandler",
    mailSink,
    (port, secure) =>
      new SMTPHandler(["localhost", port], "a@x", "b@x", "s", { credentials: ["user", "word"], secure, closeMs: 500 }),
  ],
];

describe.skipIf(!isMade).each(subjects)("%s over TLS", (_, makeSink, make) => {
  async function send(context: object): Promise<{ text: string; errors: unknown[] }> {
    const sink = await makeSink();
    const handler = make(sink.port, context);
    const errors: unknown[] = [];
    handler.handleError = (__, error) => errors.push(error);
    handler.handle(makeLogRecord({ name: "n", levelno: 40, levelname: "ERROR", msg: "confidential" }));
    await handler.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { text: sink.text(), errors };
  }

  test("delivers to a server whose certificate it trusts", async () => {
    const { text, errors } = await send(trusted);
    expect(errors).toEqual([]);
    expect(text).toContain("confidential");
    expect(text).not.toMatch(/^plain (?:AUTH|MAIL)/m);
  });

  test("sends nothing to one it does not trust, and says so", async () => {
    const { text, errors } = await send({});
    expect(text).not.toContain("confidential");
    expect(String(errors[0])).toMatch(/self[- ]signed/);
  });
});
