// What this package costs beside bare prom-client and the bare framework. Run: npm run bench -w @cordwood/metrics
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileHandler, JsonFormatter, Logger } from "@cordwood/logging";
import { Counter, fastifyMetrics, guardLabels, Histogram, Registry } from "@cordwood/metrics";
import fastify from "fastify";

const rounds = 7;
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

function nanosecondsPerCall(run: () => void, calls = 300_000): number {
  const started = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) run();
  return Number(process.hrtime.bigint() - started) / calls;
}

/** Runs the cases in turn, several rounds, and prints each median with its ratio to the first. */
async function compare(
  title: string,
  unit: string,
  cases: Record<string, () => number | Promise<number>>,
): Promise<void> {
  const figures = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(cases)) figures.get(name)?.push(await run());
  console.log(`\n${title}`);
  const base = median([...figures.values()][0] ?? []);
  for (const [name, all] of figures)
    console.log(
      `  ${name.padEnd(52)} ${median(all).toFixed(1).padStart(9)} ${unit}  ${(median(all) / base).toFixed(2)}`,
    );
}

const registers = [new Registry()];
const bareCounter = new Counter({ name: "bare_total", help: "x", labelNames: ["kind"], registers });
const guardedCounter = guardLabels(new Counter({ name: "guarded_total", help: "x", labelNames: ["kind"], registers }), {
  registry: registers[0] ?? new Registry(),
});
const plain = new Counter({ name: "plain_total", help: "x", registers });
const histogram = new Histogram({ name: "seconds", help: "x", labelNames: ["method", "route", "code"], registers });
const labels = { method: "GET", route: "/users/:id", code: "200" };

await compare("a counter increment", "ns", {
  "prom-client, no labels": () => nanosecondsPerCall(() => plain.inc()),
  "prom-client, one label": () => nanosecondsPerCall(() => bareCounter.inc({ kind: "a" })),
  "guardLabels, one label": () => nanosecondsPerCall(() => guardedCounter.inc({ kind: "a" })),
});
await compare("a histogram observation with three labels", "ns", {
  "prom-client": () => nanosecondsPerCall(() => histogram.observe(labels, 0.02)),
});

const folder = mkdtempSync(join(tmpdir(), "bench-metrics-"));

function accessLog(): Logger {
  const handler = new FileHandler(join(folder, "access.log"), { bufferLength: 4096 });
  handler.setFormatter(new JsonFormatter());
  const log = new Logger("http.access", "INFO");
  log.addHandler(handler);
  return log;
}

async function application(use: "bare" | "metrics" | "metrics and access log"): Promise<number> {
  const app = fastify();
  if (use !== "bare")
    await app.register(fastifyMetrics as never, {
      registry: new Registry(),
      logger: use === "metrics" ? false : accessLog(),
    });
  app.get("/users/:id", async () => ({ hello: "world" }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return (app.server.address() as AddressInfo).port;
}

const requests = 6_000;

/** The client runs in a process of its own, ten requests at a time, so that only the server is measured. */
const client = `
  const { Agent, get } = require("node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const one = (port) => new Promise((resolve) => get({ port, host: "127.0.0.1", path: "/users/7", agent }, (response) => response.resume().on("end", resolve)));
  process.on("message", async (port) => {
    await Promise.all(Array.from({ length: 10 }, async () => { for (let i = 0; i < ${requests / 10}; i++) await one(port); }));
    process.send("done");
  });
`;
const child = spawn(process.execPath, ["-e", client], { stdio: ["ignore", "inherit", "inherit", "ipc"] });

/** Microseconds of CPU time that the server spends on a request. */
async function load(port: number): Promise<number> {
  const before = process.cpuUsage();
  child.send(port);
  await once(child, "message");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

const ports = {
  bare: await application("bare"),
  metrics: await application("metrics"),
  both: await application("metrics and access log"),
};
await compare("a trivial Fastify route, CPU time of the server per request", "µs", {
  "bare Fastify": () => load(ports.bare),
  "with fastifyMetrics, no access log": () => load(ports.metrics),
  "with fastifyMetrics, access log to a file": () => load(ports.both),
});
rmSync(folder, { recursive: true, force: true });
process.exit();
