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
  "the same without context",
  "logger: true",
  "logger: true, prom-client",
  "pino-http, prom-client",
  "pino-http, prom-client, context",
];
const rounds = Number(process.env["ROUNDS"] ?? 60);
const requests = Number(process.env["REQUESTS"] ?? 1_500);
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

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** The median of the changes within each round: what else the machine does slows neighbouring measurements alike. */
function change(all: readonly number[], base: readonly number[]): string {
  const ratio = median(all.map((value, round) => value / (base[round] ?? Number.NaN)));
  return `${((ratio - 1) * 100).toFixed(0)}%`.padStart(5);
}

function print(servers: ReadonlyMap<string, Figures>): void {
  const base = servers.get("bare");
  console.log(
    `Node ${process.versions.node}, ${rounds} rounds of ${requests} requests; ${pinned ? "pinned" : "not pinned"}`,
  );
  console.log(`${"medians".padEnd(34)} requests/s         CPU of the server per request`);
  for (const [name, { perSecond, cpuMicroseconds }] of servers) {
    const rate = `${median(perSecond).toFixed(0).padStart(7)} ${change(perSecond, base?.perSecond ?? [])}`;
    const cpu = `${median(cpuMicroseconds).toFixed(1).padStart(6)} µs ${change(cpuMicroseconds, base?.cpuMicroseconds ?? [])}`;
    console.log(`${name.padEnd(34)} ${rate}   ${cpu}`);
  }
}

const generator = start("overhead-load.js", availableParallelism() - 1, []);
await once(generator, "message");
const servers = new Map<string, Figures>();
for (const [index, name] of chosen.entries()) servers.set(...(await server(name, index)));
// The first rounds warm the servers up.
const warmUp = 8;
for (let i = 0; i < rounds + warmUp; i++) {
  for (const figures of servers.values()) {
    await round(generator, figures);
    if (i < warmUp) [figures.perSecond, figures.cpuMicroseconds] = [[], []];
  }
}
print(servers);
for (const { child } of servers.values()) child.send("stop");
generator.kill();
rmSync(folder, { recursive: true, force: true });
