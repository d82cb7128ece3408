import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LoggingError } from "../errors.js";
import { makeLogRecord } from "../log-record.js";
import { CordwoodHandler } from "./cordwood-handler.js";

interface Received {
  url: string;
  headers: IncomingMessage["headers"];
  lines: Record<string, unknown>[];
}

let server: Server;
let received: Received[];
let answers: ((response: ServerResponse) => void)[];

beforeEach(async () => {
  received = [];
  answers = [];
  server = await listening();
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function listening(port = 0): Promise<Server> {
  const made = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const answer = answers.shift();
      if (answer !== undefined) {
        answer(response);
        return;
      }
      const body = Buffer.concat(parts);
      const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
      const lines = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      received.push({ url: request.url ?? "", headers: request.headers, lines });
      response.end(JSON.stringify({ accepted: lines.length, rejected: [] }));
    });
  });
  await new Promise<void>((resolve) => made.listen(port, "127.0.0.1", resolve));
  return made;
}

function origin(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function messages(): unknown[] {
  return received.flatMap((request) => request.lines.map((line) => line["message"]));
}

const record = (msg: string, more: Record<string, unknown> = {}) =>
  makeLogRecord({ name: "shop", levelno: 20, levelname: "INFO", msg, ...more });

describe("CordwoodHandler", () => {
  test("sends records as NDJSON, together, with the sender's defaults in the URL", async () => {
    const handler = new CordwoodHandler(origin(), { service: "shop", host: "h1", dataset: "audit", token: "secret" });
    for (const msg of ["one", "two", "three"]) handler.handle(record(msg, { order: 7 }));
    await handler.close();
    expect(received).toHaveLength(1);
    expect(received[0]?.url).toBe("/api/v1/ingest?service=shop&host=h1&dataset=audit");
    expect(received[0]?.headers).toMatchObject({
      "content-type": "application/x-ndjson",
      authorization: "Bearer secret",
    });
    expect(received[0]?.lines[0]).toMatchObject({
      message: "one",
      level: "info",
      severity: 9,
      logger: "shop",
      order: 7,
    });
    expect(messages()).toEqual(["one", "two", "three"]);
    expect(handler.counts).toMatchObject({ queued: 0, delivered: 3, dropped: 0 });
  });

  test("compresses when asked to", async () => {
    const handler = new CordwoodHandler({ url: origin(), gzip: true });
    handler.handle(record("small"));
    await handler.close();
    expect(received[0]?.headers["content-encoding"]).toBe("gzip");
    expect(messages()).toEqual(["small"]);
  });

  test.each([429, 503, 500])("sends again after status %i, honouring Retry-After", async (status) => {
    answers.push((response) => response.writeHead(status, { "retry-after": "0" }).end("busy"));
    const handler = quiet(new CordwoodHandler({ url: origin(), retryFirstMs: 5 }));
    handler.handle(record("again"));
    await handler.close();
    expect(messages()).toEqual(["again"]);
  });

  test("gives up what the server refuses, tells handleError, and says so in the log", async () => {
    answers.push((response) => response.writeHead(400).end("no such dataset"));
    const handler = new CordwoodHandler({ url: origin() });
    const errors: unknown[] = [];
    handler.handleError = (_, error) => errors.push(error);
    handler.handle(record("refused"));
    await handler.flush();
    expect(errors).toEqual([expect.objectContaining({ code: "CW_LOGGING_DELIVERY_REFUSED" })]);
    expect(String(errors[0])).toContain("no such dataset");
    await handler.close();
    expect(messages()).toEqual(["1 records were given up by CordwoodHandler"]);
  });

  test("does not report for ever to a server that refuses everything, but does once it takes something", async () => {
    let requests = 0;
    const refuse = (response: ServerResponse): void => {
      requests += 1;
      response.writeHead(403).end();
    };
    answers.push(...Array.from({ length: 50 }, () => refuse));
    const handler = quiet(new CordwoodHandler({ url: origin() }));
    handler.handle(record("one"));
    await handler.flush();
    handler.handle(record("two"));
    await handler.close();
    expect(requests).toBe(3);
    answers.length = 0;
    handler.handle(record("three"));
    await handler.close();
    expect(messages()).toEqual(["three", "2 records were given up by CordwoodHandler"]);
    expect(handler.counts).toMatchObject({ queued: 0, dropped: 3 });
  });

  test("reports the records of a batch that the server did not accept", async () => {
    const answer = { accepted: 1, rejected: [{ line: 2, reason: "not an object" }] };
    answers.push((response) => response.end(JSON.stringify(answer)));
    const handler = new CordwoodHandler({ url: origin() });
    const errors: unknown[] = [];
    handler.handleError = (_, error) => errors.push(error);
    handler.handle(record("one"));
    handler.handle(record("two"));
    await handler.close();
    expect(String(errors[0])).toContain("not an object");
    expect(handler.counts).toMatchObject({ dropped: 1 });
    expect(messages()).toEqual(["1 records were given up by CordwoodHandler"]);
  });

  test("keeps records in the queue while nobody listens", async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    const handler = quiet(new CordwoodHandler({ url: `http://127.0.0.1:${port}`, retryFirstMs: 5, retryMsMax: 20 }));
    handler.handle(record("early"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(handler.counts.queued).toBe(1);
    server = await listening(port);
    await handler.close();
    expect(messages()).toEqual(["early"]);
  });

  test("spools to disk while nobody listens, and a later handler delivers it in order", async () => {
    const directory = mkdtempSync(join(tmpdir(), "cordwood-spool-"));
    const { port } = server.address() as AddressInfo;
    server.close();
    const options = { url: `http://127.0.0.1:${port}`, retryFirstMs: 5, retryMsMax: 20, spool: { directory } };
    const handler = quiet(new CordwoodHandler(options));
    handler.handle(record("one"));
    await handler.close();
    handler.handle(record("two"));
    await handler.close();
    expect(readdirSync(directory).length).toBeGreaterThan(0);
    server = await listening(port);
    const later = quiet(new CordwoodHandler(options));
    later.handle(record("three"));
    await later.close();
    expect(messages()).toEqual(["one", "two", "three"]);
    expect(readdirSync(directory)).toEqual([]);
    rmSync(directory, { recursive: true });
  });

  test("refuses options it does not know and URLs it cannot use", () => {
    expect(() => new CordwoodHandler({ url: "ftp://x" })).toThrow(LoggingError);
    expect(() => new CordwoodHandler({ batchSize: 3 } as object)).toThrow(/batchSize/);
    expect(() => new CordwoodHandler({ onFull: "explode" } as object)).toThrow(/onFull/);
  });
});

function quiet(handler: CordwoodHandler): CordwoodHandler {
  handler.handleError = () => {};
  return handler;
}
