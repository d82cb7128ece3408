// One behaviour in five frameworks, each with its real package.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Router } from "@koa/router";
import { getLogger, Handler, Logger, type LogRecord } from "@cordwood/logging";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  expose,
  expressMetrics,
  fastifyMetrics,
  honoMetrics,
  type HttpMetricsOptions,
  koaMetrics,
  nodeHttpMetrics,
} from "../index.js";

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

let registry: Registry;
let access: Memory;
let inside: Memory;
const log = getLogger("metrics.test.inside");
const closers: (() => unknown)[] = [];

beforeEach(() => {
  registry = new Registry();
  access = new Memory();
  inside = new Memory();
  log.setLevel("INFO");
  log.propagate = false;
  log.addHandler(inside);
});
afterEach(async () => {
  log.removeHandler(inside);
  for (const close of closers.splice(0)) await close();
});

function options(more: HttpMetricsOptions = {}): HttpMetricsOptions {
  const logger = new Logger("http.access", "DEBUG");
  logger.addHandler(access);
  return { registry, logger, ...more };
}

/** Lets a request for /users/wait go on. */
let release = (): void => {};

const work = async (id: string): Promise<string> => {
  await new Promise<void>((resolve) => {
    if (id === "wait") release = resolve;
    else setTimeout(resolve, 1);
  });
  log.info("working on %s", id);
  return `user ${id}`;
};
const fail = (): never => {
  throw new Error("broken on purpose");
};

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Each serves GET /users/:id, POST /users, GET /fail, GET /healthz, and below a mounted router GET /tenants/:tenant/orders/:order. */
const frameworks: Record<string, (given: HttpMetricsOptions) => Promise<string>> = {
  "node:http": async (given) => {
    const route = (request: { url?: string | undefined }): string | undefined => {
      const path = request.url?.split("?")[0] ?? "";
      if (/^\/tenants\/[^/]+\/orders\/[^/]+$/.test(path)) return "/tenants/:tenant/orders/:order";
      return path.startsWith("/users/") ? "/users/:id" : path === "/users" || path === "/fail" ? path : undefined;
    };
    const listener = nodeHttpMetrics(
      async (request, response) => {
        const path = request.url?.split("?")[0] ?? "";
        try {
          if (path === "/fail") fail();
          if (route(request) === undefined && path !== "/healthz") response.statusCode = 404;
          response.end(route(request) === "/users/:id" ? await work(path.slice(7)) : "ok");
        } catch (error) {
          response.writeHead(500).end();
          throw error;
        }
      },
      { ...given, route },
    );
    return listen(
      createServer((request, response) => void Promise.resolve(listener(request, response)).catch(() => undefined)),
    );
  },
  express: async (given) => {
    const app = express();
    const metrics = expressMetrics(given);
    const users = express.Router();
    app.use(metrics.middleware);
    users.get("/:id", (request, response, next) => {
      void work(request.params.id).then(
        (body) => response.send(body),
        (error: unknown) => next(error),
      );
    });
    users.post("/", (_request, response) => void response.send("ok"));
    app.use("/users", users);
    const orders = express.Router();
    orders.get("/:order", (_request, response) => void response.send("ok"));
    app.use("/tenants/:tenant/orders", orders);
    app.get("/fail", fail);
    app.get("/healthz", (_request, response) => void response.send("ok"));
    app.use(metrics.errors);
    app.use(
      (_error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) =>
        void response.status(500).send("no"),
    );
    return listen(createServer(app));
  },
  fastify: async (given) => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(fastifyMetrics as never, given);
    app.get("/users/:id", (request) => work((request.params as { id: string }).id));
    app.post("/users", async () => "ok");
    await app.register(
      async (tenants) => {
        await tenants.register(async (orders) => void orders.get("/:order", async () => "ok"), {
          prefix: "/:tenant/orders",
        });
      },
      { prefix: "/tenants" },
    );
    app.get("/fail", async () => fail());
    app.get("/healthz", async () => "ok");
    closers.push(() => app.close());
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
  hono: async (given) => {
    const app = new Hono();
    app.use(honoMetrics(given));
    app.get("/users/:id", async (context) => context.text(await work(context.req.param("id"))));
    app.post("/users", (context) => context.text("ok"));
    const tenants = new Hono();
    const orders = new Hono();
    orders.get("/:order", (context) => context.text("ok"));
    tenants.use("/:tenant/*", (_context, next) => next());
    tenants.route("/:tenant/orders", orders);
    app.route("/tenants", tenants);
    app.get("/fail", fail);
    app.get("/healthz", (context) => context.text("ok"));
    app.onError((_error, context) => context.text("no", 500));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    await once(server, "listening");
    closers.push(() => new Promise((resolve) => (server as Server).close(resolve).closeAllConnections()));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  koa: async (given) => {
    const app = new Koa();
    const router = new Router();
    app.silent = true;
    app.use(koaMetrics(given));
    router.get("/users/:id", async (context) => void (context.body = await work(context["params"].id ?? "")));
    router.post("/users", (context) => void (context.body = "ok"));
    router.get("/fail", fail);
    router.get("/healthz", (context) => void (context.body = "ok"));
    const orders = new Router();
    orders.get("/:order", (context) => void (context.body = "ok"));
    router.use("/tenants/:tenant/orders", orders.routes());
    app.use(router.routes());
    const handle = app.callback();
    return listen(createServer((request, response) => void handle(request, response)));
  },
};

async function valueOf(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const metric = await registry.getSingleMetric(name)?.get();
  const found = metric?.values.find((sample) =>
    Object.entries(labels).every(([label, value]) => String(Reflect.get(sample.labels, label)) === value),
  );
  return found?.value;
}

/** `expect.poll` that does not wait long between two looks. */
const soon = <T>(read: () => T): ReturnType<typeof expect.poll<T>> => expect.poll(read, { interval: 2 });

const total = async (): Promise<number> =>
  ((await registry.getSingleMetric("http_requests_total")?.get())?.values ?? []).reduce(
    (sum, sample) => sum + sample.value,
    0,
  );

describe.each(Object.keys(frameworks))("%s", (name) => {
  const start = (more?: HttpMetricsOptions): Promise<string> => (frameworks[name] ?? expect.fail())(options(more));

  test("counts and measures by method, route template and code", async () => {
    const url = await start();
    for (const id of ["1", "2", "3"])
      expect(await (await fetch(`${url}/users/${id}?page=4`)).text()).toBe(`user ${id}`);
    await (await fetch(`${url}/users`, { method: "POST", body: "x".repeat(1000) })).text();
    await (await fetch(`${url}/nothing/here`)).text();
    await soon(total).toBe(5);
    expect(await valueOf("http_requests_total", { method: "GET", route: "/users/:id", code: "200" })).toBe(3);
    expect(await valueOf("http_requests_total", { method: "POST", code: "200" })).toBe(1);
    expect(await valueOf("http_requests_total", { route: "unmatched", code: "404" })).toBe(1);
    expect(await valueOf("http_requests_in_flight")).toBe(0);
    expect(await valueOf("http_request_bytes_total", { method: "POST" })).toBeGreaterThan(1000);
    expect(await valueOf("http_response_bytes_total", { route: "/users/:id" })).toBeGreaterThan(18);
    expect(await registry.metrics()).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/users\/:id",code="200"\} 3/,
    );
  });

  test("writes one access record per request, with the ids that records inside carry too", async () => {
    const url = await start({ fields: (request) => ({ agent: request.headers["user-agent"] }) });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const response = await fetch(`${url}/users/7`, {
      headers: { "x-request-id": "req-42", traceparent, "user-agent": "me" },
    });
    await response.text();
    expect(response.headers.get("x-request-id")).toBe("req-42");
    await soon(() => access.records.length).toBe(1);
    const record = access.records[0] ?? expect.fail();
    expect(record.getMessage()).toBe("GET /users/:id 200");
    expect(record.toDict()).toMatchObject({
      levelname: "INFO",
      path: "/users/7",
      request_id: "req-42",
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      agent: "me",
      duration_ms: expect.any(Number) as number,
    });
    expect(inside.records[0]?.toDict()).toMatchObject({
      request_id: "req-42",
      trace_id: "0af7651916cd43dd8448eb211c80319c",
    });
  });

  test("makes a request id where there is none, or none that can be used", async () => {
    const url = await start();
    const ids = [];
    for (const given of [undefined, "x".repeat(200), "with spaces"]) {
      const response = await fetch(`${url}/users/1`, given === undefined ? {} : { headers: { "x-request-id": given } });
      await response.text();
      ids.push(response.headers.get("x-request-id"));
    }
    expect(ids.every((id) => /^[0-9a-f]{12}-[0-9a-z]+$/.test(id ?? ""))).toBe(true);
    expect(new Set(ids).size).toBe(3);
  });

  test("logs an error with its stack, once", async () => {
    const url = await start();
    expect((await fetch(`${url}/fail`)).status).toBe(500);
    await soon(() => access.records.length).toBe(1);
    const record = access.records[0] ?? expect.fail();
    expect(record.levelname).toBe("ERROR");
    expect((record.exc_info as Error).message).toBe("broken on purpose");
    expect(await valueOf("http_requests_total", { route: "/fail", code: "500" })).toBe(1);
  });

  test("leaves health checks out, and routes that one names", async () => {
    const url = await start();
    await (await fetch(`${url}/healthz`)).text();
    await (await fetch(`${url}/users/1`)).text();
    await soon(total).toBe(1);
    expect(access.records).toHaveLength(1);
  });

  test("gives durations the trace as exemplar", async () => {
    const url = await start();
    await (
      await fetch(`${url}/users/1`, {
        headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
      })
    ).text();
    await soon(total).toBe(1);
    expect((await expose(registry, "application/openmetrics-text")).body).toContain(
      '# {trace_id="0af7651916cd43dd8448eb211c80319c"}',
    );
  });

  test("counts paths that nobody serves as one, however many there are", async () => {
    const url = await start();
    for (let i = 0; i < 20; i++) await (await fetch(`${url}/scan/${i}`)).text();
    await soon(total).toBe(20);
    expect(await valueOf("http_requests_total", { route: "unmatched", code: "404" })).toBe(20);
  });

  test("names the template of a route below mounted routers, and of what they do not serve none", async () => {
    const url = await start();
    for (const path of [
      "/tenants/acme/orders/7",
      "/tenants/b%20c/orders/8?x=1",
      "/tenants/acme/nothing",
      "/tenants/a/b/c",
    ])
      await (await fetch(url + path)).text();
    await soon(total).toBe(4);
    expect(await valueOf("http_requests_total", { route: "/tenants/:tenant/orders/:order", code: "200" })).toBe(2);
    expect(await valueOf("http_requests_total", { route: "unmatched", code: "404" })).toBe(2);
  });

  test("takes no request id that could do harm in a header, a line or a page", async () => {
    const url = await start();
    for (const given of ["x".repeat(129), "a b", "a\tb", "a,b", '"a"', "<a>", "a;b", "%0d%0a", "\u00e9"]) {
      const response = await fetch(`${url}/users/1`, { headers: { "x-request-id": given } });
      await response.text();
      expect([given, response.headers.get("x-request-id")]).toEqual([
        given,
        expect.stringMatching(/^[0-9a-f]{12}-[0-9a-z]+$/),
      ]);
    }
  });

  test("takes the id of another header, and answers in it", async () => {
    const url = await start({ requestIdHeader: "X-Correlation-Id" });
    const response = await fetch(`${url}/users/1`, { headers: { "x-correlation-id": "c-1", "x-request-id": "r-1" } });
    await response.text();
    expect(response.headers.get("x-correlation-id")).toBe("c-1");
    await soon(() => access.records.map((record) => record.toDict()["request_id"])).toEqual(["c-1"]);
  });

  test("keeps the ids of requests apart that are handled at the same time", async () => {
    const url = await start();
    const ids = Array.from({ length: 20 }, (_, i) => `id-${i}`);
    await Promise.all(
      ids.map(async (id) => (await fetch(`${url}/users/${id}`, { headers: { "x-request-id": id } })).text()),
    );
    await soon(() => access.records.length).toBe(20);
    for (const record of access.records.map((record) => record.toDict()))
      expect(record["path"]).toBe(`/users/${String(record["request_id"])}`);
    for (const record of inside.records)
      expect(record.getMessage()).toBe(`working on ${String(record.toDict()["request_id"])}`);
    expect(access.records.every((record) => record.contextFields === undefined)).toBe(true);
  });

  test("counts a client that went away as 499, and it is no longer in flight", async () => {
    const url = await start();
    const leaving = new AbortController();
    const asked = fetch(`${url}/users/wait`, { signal: leaving.signal });
    await soon(() => valueOf("http_requests_in_flight")).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toThrow("abort");
    await soon(() => valueOf("http_requests_total", { code: "499" })).toBe(1);
    expect(await valueOf("http_requests_in_flight")).toBe(0);
    release();
  });

  test("gives records inside no ids where that is not wanted", async () => {
    const url = await start({ context: false });
    await (await fetch(`${url}/users/1`, { headers: { "x-request-id": "req-1" } })).text();
    await soon(() => access.records.map((record) => record.toDict()["request_id"])).toEqual(["req-1"]);
    expect(inside.records[0]?.toDict()).not.toHaveProperty("request_id");
  });
});
