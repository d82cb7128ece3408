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
const rounds = Number(process.env["ROUNDS"] ?? 15);
const requests = Number(process.env["REQUESTS"] ?? 6_000);
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

/** Whatever else the machine does makes a round slower, never faster: the better quartile is nearer to the truth than the median. */
const quartile = (numbers: number[], part: 1 | 2 | 3): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length * part) / 4)] ?? 0;

/** Medians, and the better quartiles behind them. */
function print(servers: ReadonlyMap<string, Figures>): void {
  const base = servers.get("bare");
  console.log(
    `Node ${process.versions.node}, ${rounds} rounds of ${requests} requests; ${pinned ? "pinned" : "not pinned"}`,
  );
  console.log(
    `${"medians, (better quartiles)".padEnd(34)} requests/s                        CPU of the server per request`,
  );
  for (const [name, { perSecond, cpuMicroseconds }] of servers) {
    const rates = [2, 3].map((part) => figure(perSecond, base?.perSecond, part as 2 | 3, 0));
    const costs = [2, 1].map((part) => figure(cpuMicroseconds, base?.cpuMicroseconds, part as 1 | 2, 1));
    console.log(`${name.padEnd(34)} ${rates[0]} (${rates[1]})   ${costs[0]} µs (${costs[1]} µs)`);
  }
}

function figure(all: number[], base: number[] | undefined, part: 1 | 2 | 3, digits: number): string {
  const [now, then] = [quartile(all, part), quartile(base ?? [], part)];
  return `${now.toFixed(digits).padStart(6)} ${`${(((now - then) / then) * 100).toFixed(0)}%`.padStart(5)}`;
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
