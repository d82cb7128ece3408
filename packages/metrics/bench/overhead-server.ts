// One way to serve a trivial route, in a process of its own: overhead.ts starts one for each and loads them in turn.
import { AsyncLocalStorage } from "node:async_hooks";
import type { AddressInfo } from "node:net";
import { FileHandler, JsonFormatter, Logger } from "@cordwood/logging";
import { Counter, fastifyMetrics, Gauge, Histogram, Registry } from "@cordwood/metrics";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { destination, pino } from "pino";
import { pinoHttp } from "pino-http";

const [use = "bare", file = "/dev/null"] = process.argv.slice(2);

function accessLog(): Logger {
  const handler = new FileHandler(file, { bufferLength: 16_000 });
  handler.setFormatter(new JsonFormatter());
  const log = new Logger("http.access", "INFO");
  log.addHandler(handler);
  return log;
}

const pinoFile = (): ReturnType<typeof destination> => destination({ dest: file, sync: false, minLength: 16_000 });

/** What a team writes by hand with prom-client: the same four metrics but for bytes. */
function handMadeMetrics(app: FastifyInstance): void {
  const registers = [new Registry()];
  const labelNames = ["method", "route", "code"];
  const requests = new Counter({ name: "http_requests_total", help: "Requests", labelNames, registers });
  const seconds = new Histogram({ name: "http_request_duration_seconds", help: "Seconds", labelNames, registers });
  const inFlight = new Gauge({ name: "http_requests_in_flight", help: "Requests", registers });
  app.addHook("onRequest", (_request, _reply, done) => {
    inFlight.inc();
    done();
  });
  app.addHook("onResponse", (request: FastifyRequest, reply: FastifyReply, done) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? "unmatched",
      code: String(reply.statusCode),
    };
    inFlight.dec();
    requests.inc(labels);
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}

const storage = new AsyncLocalStorage<object>();

/** Each makes an application without routes. */
const applications: Record<string, () => FastifyInstance | Promise<FastifyInstance>> = {
  bare: () => fastify(),
  "context alone": () =>
    fastify().addHook("onRequest", (_request, _reply, done) => storage.run({ request_id: "1" }, done)),
  metrics: async () => {
    const app = fastify();
    await app.register(fastifyMetrics as never, { registry: new Registry(), logger: false });
    return app;
  },
  "metrics and access log": async () => {
    const app = fastify();
    await app.register(fastifyMetrics as never, { registry: new Registry(), logger: accessLog() });
    return app;
  },
  "the same without context": async () => {
    const app = fastify();
    await app.register(fastifyMetrics as never, { registry: new Registry(), logger: accessLog(), context: false });
    return app;
  },
  "logger: true": () => fastify({ logger: { level: "info", stream: pinoFile() } }),
  "logger: true, prom-client": () => {
    const app = fastify({ logger: { level: "info", stream: pinoFile() } });
    handMadeMetrics(app);
    return app;
  },
  "pino-http, prom-client": () => {
    const app = fastify();
    const log = pinoHttp({ logger: pino({ level: "info" }, pinoFile()) });
    app.addHook("onRequest", (request, reply, done) => {
      log(request.raw, reply.raw);
      done();
    });
    handMadeMetrics(app);
    return app;
  },
  "pino-http, prom-client, context": () => {
    const app = fastify();
    const log = pinoHttp({ logger: pino({ level: "info" }, pinoFile()) });
    app.addHook("onRequest", (request, reply, done) => {
      log(request.raw, reply.raw);
      storage.run({ request_id: request.id }, done);
    });
    handMadeMetrics(app);
    return app;
  },
};

const app = await (applications[use] ?? fastify)();
app.get("/users/:id", async () => ({ hello: "world" }));
await app.listen({ port: 0, host: "127.0.0.1" });
process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  if (message === "stop") process.exit();
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.send?.((app.server.address() as AddressInfo).port);
