import { gzipSync, brotliCompressSync, deflateSync } from "node:zlib";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { once } from "node:events";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Ingest, IngestDefaults } from "@cordwood/collector";
import type { Row, SearchRequest, Store } from "@cordwood/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startServer, type Server, type ServerOptions } from "./server.js";
import type { ServerLogger } from "./services.js";

const quiet: ServerLogger = { debug() {}, info() {}, warning() {}, error() {} };
const stats = { rows_read: 1, bytes_read: 2, elapsed_ms: 3 };

function row(message: string, n = 0): Row {
  return {
    id: `c-${String(n).padStart(6, "0")}`,
    time: `2026-01-31T12:00:00.${String(n).padStart(9, "0")}Z`,
    level: "info",
    severity: 9,
    message,
    service: "",
    host: "",
    logger: "",
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: {},
  };
}

/** Keeps bodies as they were handed over, and answers searches with what it was told to. */
class FakeBackend implements Ingest {
  bodies: { body: string; format: string; defaults: IngestDefaults }[] = [];
  searches: SearchRequest[] = [];
  tails: { query: string; after?: string }[] = [];
  batches: Row[][] = [];
  thrown: Error | undefined;
  readonly store: Store;

  constructor() {
    const fake: Partial<Store> = {
      search: async (searched) => this.#search(searched),
      histogram: async () => ({ interval_ms: 1000, buckets: [], stats }),
      fields: async () => ({ fields: [{ name: "level", type: "string", share: 1 }] }),
      values: async ({ field }) => ({ values: [{ value: field, count: 1 }], total: 1 }),
      context: async ({ id }) => ({ before: [], record: { ...row("it"), id }, after: [] }),
      tail: (tailed, signal) => {
        this.tails.push(tailed);
        return this.#tail(signal);
      },
      sql: async (statement) => ({ columns: [{ name: "s", type: "String" }], rows: [[statement]], stats }),
      export: async () => Readable.from(["1\n", "2\n"]),
    };
    this.store = fake as Store;
  }

  async #search(searched: SearchRequest): ReturnType<Store["search"]> {
    if (this.thrown) throw this.thrown;
    this.searches.push(searched);
    if (searched.query.includes("| stats"))
      return { kind: "table", columns: [{ name: "count()", type: "UInt64" }], rows: [[7]], stats };
    return { kind: "records", rows: [row("found", 5), row("again", 9)], cursor: null, stats };
  }

  async *#tail(signal: AbortSignal): AsyncGenerator<Row[]> {
    yield* this.batches;
    if (this.thrown) throw this.thrown;
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }

  async ingest(body: Uint8Array, format: string, defaults: IngestDefaults): ReturnType<Ingest["ingest"]> {
    if (this.thrown) throw this.thrown;
    this.bodies.push({ body: Buffer.from(body).toString(), format, defaults });
    return { accepted: 1, rejected: [{ line: 2, reason: "not JSON" }] };
  }

  async ingestRecords(records: readonly Record<string, unknown>[]): ReturnType<Ingest["ingestRecords"]> {
    return { accepted: records.length, rejected: [] };
  }
}

let backend: FakeBackend;
const servers: Server[] = [];

async function start(options: Partial<ServerOptions> = {}): Promise<Server> {
  const server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger: quiet, ...options });
  servers.push(server);
  server.attach({ store: backend.store, ingest: backend });
  return server;
}

beforeEach(() => {
  backend = new FakeBackend();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function ingest(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  search = "",
): Promise<Response> {
  return fetch(`${url}/api/v1/ingest${search}`, { method: "POST", body, headers });
}
const errorOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { error: { code: string } }).error;

describe("readiness", () => {
  test("answers while the store opens, and takes records afterwards", async () => {
    const server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger: quiet });
    servers.push(server);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const before = await fetch(`${server.url}/readyz`);
    expect([before.status, before.headers.get("retry-after")]).toEqual([503, "1"]);
    const early = await ingest(server.url, "{}");
    expect([early.status, await errorOf(early)]).toMatchObject([503, { code: "CW_SERVER_STARTING" }]);
    server.attach({ store: backend.store, ingest: backend });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  test("says that a port is in use", async () => {
    const { port } = await start();
    await expect(start({ listen: { host: "127.0.0.1", port } })).rejects.toMatchObject({
      code: "CW_SERVER_PORT_IN_USE",
      message: `cannot listen on 127.0.0.1:${port}: the port is in use`,
    });
  });
});

describe("ingest", () => {
  const line = '{"message":"hello"}\n';

  test.each([
    ["gzip", gzipSync(line)],
    ["deflate", deflateSync(line)],
    ["br", brotliCompressSync(line)],
    ["identity", Buffer.from(line)],
  ])("takes a body with content encoding %s", async (encoding, body) => {
    const { url } = await start();
    const headers = { "content-encoding": encoding, "content-type": "application/x-ndjson" };
    const response = await ingest(url, new Uint8Array(body), headers, "?service=shop&dataset=audit");
    expect(await response.json()).toEqual({ accepted: 1, rejected: [{ line: 2, reason: "not JSON" }] });
    expect(backend.bodies).toEqual([{ body: line, format: "ndjson", defaults: { service: "shop", dataset: "audit" } }]);
  });

  test.each([
    ["application/json", "[1]", "", "json"],
    ["text/plain; charset=utf-8", "a", "", "lines"],
    ["application/x-www-form-urlencoded", " {}", "", "ndjson"],
    ["application/x-www-form-urlencoded", "[]", "", "json"],
    ["application/octet-stream", "a=b", "", "lines"],
    ["text/plain", "a=b", "?format=logfmt", "logfmt"],
    ["application/x-ltsv", "a:b", "", "ltsv"],
  ])("reads %s %s %s as %s", async (type, body, search, format) => {
    const { url } = await start();
    await ingest(url, body, { "content-type": type }, search);
    expect(backend.bodies[0]?.format).toBe(format);
  });

  test.each([
    ["an unknown encoding", { "content-encoding": "compress" }, "", 415, "CW_SERVER_ENCODING"],
    ["a body that is not what it says", { "content-encoding": "gzip" }, "", 400, "CW_SERVER_BODY_CORRUPT"],
    ["an image", { "content-type": "image/png" }, "", 415, "CW_SERVER_MEDIA_TYPE"],
    ["an unknown format", {}, "?format=xml", 400, "CW_SERVER_PARAMETER_INVALID"],
    ["a misspelt parameter", {}, "?servise=a", 400, "CW_SERVER_PARAMETER_UNKNOWN"],
  ])("refuses %s", async (_what, headers, search, status, code) => {
    const { url } = await start();
    const response = await ingest(url, "hello", headers, search);
    expect([response.status, await errorOf(response)]).toMatchObject([status, { code }]);
    expect(backend.bodies).toEqual([]);
  });

  test("refuses a body that is or becomes too long, without holding it", async () => {
    const { url } = await start();
    const bomb = gzipSync(Buffer.alloc(140 * 1024 * 1024));
    const response = await ingest(url, new Uint8Array(bomb), { "content-encoding": "gzip" });
    expect([response.status, await errorOf(response)]).toMatchObject([413, { code: "CW_SERVER_BODY_TOO_LARGE" }]);
    const long = await ingest(url, new Uint8Array(33 * 1024 * 1024));
    expect(long.status).toBe(413);
  });

  test("asks to come back when the buffer is full", async () => {
    const { url } = await start();
    backend.thrown = Object.assign(new Error("cannot accept"), { code: "CW_COLLECTOR_BUFFER_FULL" });
    const response = await ingest(url, "x");
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "1"]);
  });
});

describe("reading", () => {
  const get = async (path: string): Promise<unknown> => (await fetch(`${servers[0]?.url}${path}`)).json();

  test("searches by address and by body", async () => {
    const { url } = await start();
    expect(await get("/api/v1/search?query=a&limit=5&from=0")).toMatchObject({
      rows: [{ message: "found" }, {}],
      cursor: null,
    });
    const response = await fetch(`${url}/api/v1/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "* | stats count()", order: "asc", fields: ["a"] }),
    });
    expect(await response.json()).toEqual({ columns: [{ name: "count()", type: "UInt64" }], rows: [[7]], stats });
    expect(backend.searches).toEqual([
      { query: "a", limit: 5, range: { from: 0n } },
      { query: "* | stats count()", order: "asc", fields: ["a"] },
    ]);
  });

  test("answers a query's mistake with its place", async () => {
    const { url } = await start();
    backend.thrown = Object.assign(new Error("cannot parse"), {
      code: "CW_STORE_QUERY_SYNTAX",
      position: { offset: 3, length: 1 },
      expected: [")"],
    });
    const response = await fetch(`${url}/api/v1/search?query=x`);
    expect([response.status, await errorOf(response)]).toMatchObject([
      400,
      { code: "CW_STORE_QUERY_SYNTAX", position: { offset: 3, length: 1 }, expected: [")"] },
    ]);
  });

  test("answers histogram, fields, values, context and SQL", async () => {
    const { url } = await start();
    expect(await get("/api/v1/histogram?buckets=10&by=level")).toMatchObject({ interval_ms: 1000 });
    expect(await get("/api/v1/fields")).toEqual({ fields: [{ name: "level", type: "string", share: 1 }] });
    expect(await get("/api/v1/fields/a.b%2Fc/values")).toMatchObject({ field: "a.b/c", values: [{ value: "a.b/c" }] });
    expect(await get("/api/v1/context?id=x-1&before=3")).toMatchObject({ record: { id: "x-1" } });
    const sql = await fetch(`${url}/api/v1/sql`, {
      method: "POST",
      body: "SELECT 1",
      headers: { "content-type": "text/plain" },
    });
    expect(await sql.json()).toMatchObject({ rows: [["SELECT 1"]] });
  });

  test("streams an export", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/api/v1/export?format=csv`);
    expect(response.headers.get("content-disposition")).toContain("cordwood.csv");
    expect(await response.text()).toBe("1\n2\n");
  });

  test("tells a wrong method from a wrong path", async () => {
    const { url } = await start();
    const method = await fetch(`${url}/api/v1/ingest`);
    expect([method.status, method.headers.get("allow")]).toEqual([405, "POST"]);
    const path = await fetch(`${url}/api/v1/serach`);
    expect([path.status, await errorOf(path)]).toMatchObject([404, { hint: "did you mean /api/v1/search?" }]);
  });

  test("counts what it does", async () => {
    const { url } = await start();
    await ingest(url, "x");
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('cordwood_ingested_records_total{route="/api/v1/ingest"} 1');
    expect(text).toContain('cordwood_http_requests_total{method="POST",route="/api/v1/ingest",code="200"} 1');
  });
});

describe("live tail", () => {
  async function events(url: string, path: string, headers: Record<string, string>, wanted: number): Promise<string[]> {
    const response = await fetch(`${url}${path}`, { headers });
    const found: string[] = [];
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      found.push(
        ...decoder
          .decode(chunk as Uint8Array)
          .split("\n\n")
          .filter((part) => part !== "" && !part.startsWith(":")),
      );
      if (found.length >= wanted) break;
    }
    return found;
  }

  test("sends records as events with an id", async () => {
    const { url } = await start();
    backend.batches = [[row("one", 1), row("two", 2)]];
    const [event] = await events(url, "/api/v1/tail?query=*", {}, 1);
    expect(event).toMatch(/^id: 2026-01-31T12:00:00\.000000002Z\/c-000002\ndata: \{"rows":\[.*"one".*"two".*\]\}$/);
  });

  test("goes on after the last record that a reader got", async () => {
    const { url } = await start();
    backend.batches = [[row("missed", 9), row("new", 10)]];
    const last = "2026-01-31T12:00:00.000000005Z/c-000005";
    await events(url, "/api/v1/tail?query=x", { "last-event-id": last }, 1);
    expect(backend.tails).toEqual([{ query: "x", after: "c-000005" }]);
  });

  test("drops the oldest for a slow reader and says how many", async () => {
    const { url } = await start();
    backend.batches = [Array.from({ length: 2_500 }, (_, n) => row("many", n))];
    const found = await events(url, "/api/v1/tail", {}, 2);
    expect(found[0]).toBe('event: dropped\ndata: {"count":500}');
  });

  test("says why it ended", async () => {
    const { url } = await start();
    backend.thrown = Object.assign(new Error("cannot parse"), { code: "CW_STORE_QUERY_SYNTAX" });
    const [event] = await events(url, "/api/v1/tail", {}, 1);
    expect(event).toContain('event: failed\ndata: {"error":{"code":"CW_STORE_QUERY_SYNTAX"');
  });

  test("lets go of a reader that left", async () => {
    const { url } = await start();
    const leaving = new AbortController();
    await fetch(`${url}/api/v1/tail`, { signal: leaving.signal });
    const open = async (): Promise<string> =>
      /^cordwood_tails (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? "";
    expect(await open()).toBe("1");
    leaving.abort();
    await expect.poll(open).toBe("0");
  });

  test("closes at once though a browser has connected in advance", async () => {
    const server = await start();
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    const cut = once(socket, "close");
    await server.close();
    expect(await cut).toEqual([false]);
  });

  test("ends when the server closes", async () => {
    const server = await start();
    const response = await fetch(`${server.url}/api/v1/tail`);
    const text = response.text();
    await server.close();
    expect(await text).toContain(": still here");
  });
});

describe("guards", () => {
  const token = "s3cret-token";

  test("refuses to listen beyond loopback without a token", async () => {
    await expect(start({ listen: { host: "0.0.0.0", port: 0 } })).rejects.toMatchObject({ code: "CW_SERVER_EXPOSED" });
    const server = await start({ listen: { host: "0.0.0.0", port: 0 }, tokens: [token] });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test.each([
    ["none", {}, 401],
    ["a wrong bearer token", { authorization: "Bearer wrong" }, 401],
    ["a bearer token", { authorization: `Bearer ${token}` }, 200],
    ["a basic password", { authorization: `Basic ${Buffer.from(`elastic:${token}`).toString("base64")}` }, 200],
    ["an API key", { authorization: `ApiKey ${Buffer.from(`id:${token}`).toString("base64")}` }, 200],
  ])("with a token set, %s answers %j %i", async (_what, headers, status) => {
    const { url } = await start({ tokens: [token] });
    const response = await fetch(`${url}/api/v1/fields`, { headers: headers as Record<string, string> });
    expect(response.status).toBe(status);
  });

  test("turns a token into a session for the page", async () => {
    const { url } = await start({ tokens: [token] });
    const signIn = async (given: string): Promise<Response> =>
      fetch(`${url}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: given }),
      });
    expect((await signIn("wrong")).status).toBe(401);
    const cookie = (await signIn(token)).headers.get("set-cookie")!;
    expect(cookie).toContain("HttpOnly; SameSite=Strict");
    expect(cookie).not.toContain(token);
    const headers = { cookie: cookie.split(";")[0] ?? "" };
    expect((await fetch(`${url}/api/v1/fields`, { headers })).status).toBe(200);
    const session = await fetch(`${url}/api/v1/session`, { headers });
    expect(await session.json()).toEqual({
      required: true,
      authenticated: true,
      permissions: ["read", "ingest", "control"],
    });
  });

  async function raw(server: Server, headers: Record<string, string>, method = "GET"): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { port: server.port, host: "127.0.0.1", path: "/api/v1/fields", method, headers };
      request(options, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });
  }

  test("refuses foreign host names and other sites", async () => {
    const server = await start();
    expect(await raw(server, { host: "evil.example" })).toBe(421);
    expect(await raw(server, { host: "localhost" })).toBe(200);
    expect(await raw(server, { origin: "https://evil.example" }, "POST")).toBe(403);
    expect(await raw(server, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).toBe(403);
  });
});

describe("page", () => {
  const webRoot = mkdtempSync(join(tmpdir(), "cordwood-page-"));
  mkdirSync(join(webRoot, "assets"));
  writeFileSync(join(webRoot, "index.html"), '<div id="root"></div>');
  writeFileSync(join(webRoot, "assets", "index-1a2b3c4d.js"), "1".repeat(2000));
  afterEach(() => rmSync(webRoot, { recursive: true, force: true }));

  test("serves files, falls back to index.html, and guards both with headers", async () => {
    const { url } = await start({ webRoot });
    const page = await fetch(url);
    expect(await page.text()).toContain('<div id="root">');
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const again = await fetch(url, { headers: { "if-none-match": page.headers.get("etag")! } });
    expect(again.status).toBe(304);
    const asset = await fetch(`${url}/assets/index-1a2b3c4d.js`);
    expect([asset.headers.get("cache-control"), asset.headers.get("content-encoding")]).toEqual([
      "public, max-age=31536000, immutable",
      "gzip",
    ]);
    expect((await asset.text()).length).toBe(2000);
    expect((await fetch(`${url}/some/view`, { headers: { accept: "text/html" } })).status).toBe(200);
    expect((await fetch(`${url}/assets/missing.js`, { headers: { accept: "text/html" } })).status).toBe(404);
    expect((await fetch(`${url}/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });
});
