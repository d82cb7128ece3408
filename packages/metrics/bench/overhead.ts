// What metrics, context and access log add to a trivial Fastify route, beside bare Fastify and beside what a team would use instead.
// Server and load generator are processes of their own, each on a core of its own where taskset is there; rounds alternate.
// Run: npm run bench:overhead -w @cordwood/metrics [-- NAME…]
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const names = [
  "bare",
  "context alone",
  "metrics",
  "metrics and access log",
  "logger: true",
  "logger: true, prom-client",
  "pino-http, prom-client",
  "pino-http, prom-client, context",
];
const rounds = Number(process.env["ROUNDS"] ?? 9);
const requests = Number(process.env["REQUESTS"] ?? 20_000);
const chosen = process.argv.length > 2 ? process.argv.slice(2) : names;
const pinned = availableParallelism() > 1 && spawnSync("taskset", ["-V"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "bench-overhead-"));

function start(script: string, core: number, args: readonly string[]): ChildProcess {
  const command = [process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...args];
  const [program = "", ...rest] = pinned ? ["taskset", "-c", String(core), ...command] : command;
  return spawn(program, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
}

async function ask<T>(child: ChildProcess, message: string | object): Promise<T> {
  child.send(message);
  const [answer] = (await once(child, "message")) as [T];
  return answer;
}

interface Figures {
  child: ChildProcess;
  port: number;
  perSecond: number[];
  cpuMicroseconds: number[];
}

async function server(name: string, index: number): Promise<[string, Figures]> {
  const child = start("overhead-server.js", availableParallelism() - 2, [name, join(folder, `${index}.log`)]);
  const [port] = (await once(child, "message")) as [number];
  return [name, { child, port, perSecond: [], cpuMicroseconds: [] }];
}

async function round(generator: ChildProcess, figures: Figures): Promise<void> {
  const before = await ask<number>(figures.child, "cpu");
  const elapsedMs = await ask<number>(generator, { port: figures.port, requests });
  const after = await ask<number>(figures.child, "cpu");
  figures.perSecond.push((requests / elapsedMs) * 1000);
  figures.cpuMicroseconds.push((after - before) / requests);
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

function print(servers: ReadonlyMap<string, Figures>): void {
  const base = servers.get("bare");
  const bare = { rate: median(base?.perSecond ?? []), cpu: median(base?.cpuMicroseconds ?? []) };
  console.log(`${rounds} rounds of ${requests} requests, medians; ${pinned ? "pinned" : "not pinned"}`);
  console.log(`${"".padEnd(34)} requests/s         CPU of the server per request`);
  for (const [name, { perSecond, cpuMicroseconds }] of servers) {
    const [rate, cpu] = [median(perSecond), median(cpuMicroseconds)];
    const change = (now: number, then: number): string => `${(((now - then) / then) * 100).toFixed(0)}%`.padStart(5);
    console.log(
      `${name.padEnd(34)} ${rate.toFixed(0).padStart(7)} ${change(rate, bare.rate)}   ${cpu.toFixed(1).padStart(6)} µs ${change(cpu, bare.cpu)}`,
    );
  }
}

const generator = start("overhead-load.js", availableParallelism() - 1, []);
await once(generator, "message");
const servers = new Map<string, Figures>();
for (const [index, name] of chosen.entries()) servers.set(...(await server(name, index)));
// The first two rounds warm the servers up.
for (let i = 0; i < rounds + 2; i++) {
  for (const figures of servers.values()) {
    await round(generator, figures);
    if (i < 2) [figures.perSecond, figures.cpuMicroseconds] = [[], []];
  }
}
print(servers);
for (const { child } of servers.values()) child.send("stop");
generator.kill();
rmSync(folder, { recursive: true, force: true });
