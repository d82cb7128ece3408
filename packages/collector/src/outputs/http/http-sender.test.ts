import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createHttpsServer, type Server } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SegmentFolder } from "../testing/segments.js";
import type { HttpRequestConfig } from "./http-options.js";
import { HttpSender } from "./http-sender.js";

const { signal } = new AbortController();

describe("over TLS", () => {
  const folder = new SegmentFolder();
  const path = (name: string): string => join(folder.path, `${name}.pem`);
  const seen: (string | undefined)[] = [];
  let server: Server;

  function certificate(name: string): void {
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj";
    const files = ["-keyout", path(`${name}-key`), "-out", path(name), "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync("openssl", [...request.split(" "), `/CN=${name}`, ...files], { stdio: "ignore" });
  }

  beforeAll(async () => {
    certificate("server");
    certificate("client");
    const files = {
      cert: readFileSync(path("server")),
      key: readFileSync(path("server-key")),
      ca: readFileSync(path("client")),
      requestCert: true,
      rejectUnauthorized: false,
    };
    server = createHttpsServer(files, (request, response) => {
      const socket = request.socket as {
        authorized?: boolean;
        getPeerCertificate?: () => { subject?: { CN?: string } };
      };
      seen.push(socket.authorized === true ? socket.getPeerCertificate?.().subject?.CN : undefined);
      response.end("ok");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    folder.remove();
  });

  async function send(tls: HttpRequestConfig["tls"]): Promise<number> {
    const sender = new HttpSender({ tls }, "test", true);
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    try {
      return (await sender.send({ url, body: Buffer.from("x") }, signal)).status;
    } finally {
      sender.close();
    }
  }

  test("a certificate that nobody trusts ends it", async () => {
    await expect(send({})).rejects.toThrow("self-signed certificate");
    expect(seen).toEqual([]);
  });

  test.each([
    ["an authority of our own", () => ({ ca: path("server") }), undefined],
    ["no check, when that is wanted", () => ({ verify: false }), undefined],
    [
      "a certificate of our own",
      () => ({ ca: path("server"), cert: path("client"), key: path("client-key") }),
      "client",
    ],
  ])("%s", async (_name, tls, expected) => {
    expect(await send(tls())).toBe(200);
    expect(seen.pop()).toBe(expected);
  });
});

test("a connection that is closed when it is used again is no failure", async () => {
  let requests = 0;
  const server = createServer((socket) => {
    let first = true;
    socket.on("error", () => {});
    socket.on("data", () => {
      requests += 1;
      // The second request on a connection finds it closed.
      if (first) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
      else socket.resetAndDestroy();
      first = false;
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const sender = new HttpSender({ compression: "none" }, "test", false);
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  for (let count = 0; count < 3; count += 1) {
    expect((await sender.send({ url, body: Buffer.from("x") }, signal)).status).toBe(200);
  }
  expect(requests).toBe(5);
  sender.close();
  server.close();
});
