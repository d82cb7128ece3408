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

const work = async (id: string): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 1));
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

/** Each serves GET /users/:id, POST /users, GET /fail and GET /healthz. */
const frameworks: Record<string, (given: HttpMetricsOptions) => Promise<string>> = {
  "node:http": async (given) => {
    const route = (request: { url?: string | undefined }): string | undefined => {
      const path = request.url?.split("?")[0] ?? "";
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
    const app = fastify();
    await app.register(fastifyMetrics as never, given);
    app.get("/users/:id", (request) => work((request.params as { id: string }).id));
    app.post("/users", async () => "ok");
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
    app.get("/fail", fail);
    app.get("/healthz", (context) => context.text("ok"));
    app.onError((_error, context) => context.text("no", 500));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    await once(server, "listening");
    closers.push(() => new Promise((resolve) => server.close(resolve)));
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
    await expect.poll(total).toBe(5);
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
    await expect.poll(() => access.records.length).toBe(1);
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
    await expect.poll(() => access.records.length).toBe(1);
    const record = access.records[0] ?? expect.fail();
    expect(record.levelname).toBe("ERROR");
    expect((record.exc_info as Error).message).toBe("broken on purpose");
    expect(await valueOf("http_requests_total", { route: "/fail", code: "500" })).toBe(1);
  });

  test("leaves health checks out, and routes that one names", async () => {
    const url = await start();
    await (await fetch(`${url}/healthz`)).text();
    await (await fetch(`${url}/users/1`)).text();
    await expect.poll(total).toBe(1);
    expect(access.records).toHaveLength(1);
  });

  test("gives durations the trace as exemplar, where the registry takes exemplars", async () => {
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const url = await start();
    await (
      await fetch(`${url}/users/1`, {
        headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
      })
    ).text();
    await expect.poll(total).toBe(1);
    expect((await expose(registry, "application/openmetrics-text")).body).toContain(
      '# {trace_id="0af7651916cd43dd8448eb211c80319c"}',
    );
  });

  test("counts paths that nobody serves as one, however many there are", async () => {
    const url = await start();
    for (let i = 0; i < 20; i++) await (await fetch(`${url}/scan/${i}`)).text();
    await expect.poll(total).toBe(20);
    expect(await valueOf("http_requests_total", { route: "unmatched", code: "404" })).toBe(20);
  });
});
