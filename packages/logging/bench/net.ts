// What logging a server costs: round trips of 1 KiB over one connection, and connections of one round trip each,
// bare, with logServer at INFO, and with logServer at DEBUG into a file. Run: npm run bench:net -w @cordwood/logging
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileHandler, Formatter, Logger } from "@cordwood/logging";
import { logServer } from "@cordwood/logging/net";

const roundTrips = 20_000;
const connections = 2_000;
const rounds = 5;
const folder = mkdtempSync(join(tmpdir(), "bench-net-"));
const payload = Buffer.alloc(1024, "x");

function loggerAt(level: string): Logger {
  const log = new Logger(`net.${level}`, level);
  const handler = new FileHandler(join(folder, `${level}.log`), { bufferLength: 4096 });
  handler.setFormatter(new Formatter("%(asctime)s %(levelname)s %(message)s"));
  log.addHandler(handler);
  return log;
}

async function echo(log: Logger | undefined): Promise<Server> {
  const server = createServer((socket) => socket.pipe(socket));
  if (log !== undefined) logServer(server, log);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** One connection, one message after the other; answers microseconds per round trip. */
async function talk(server: Server): Promise<number> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").setNoDelay(true);
  await once(socket, "connect");
  const started = performance.now();
  let received = 0;
  let left = roundTrips;
  await new Promise<void>((resolve) => {
    socket.on("data", (piece) => {
      received += piece.length;
      if (received < payload.length) return;
      received = 0;
      left -= 1;
      if (left === 0) resolve();
      else socket.write(payload);
    });
    socket.write(payload);
  });
  socket.destroy();
  return ((performance.now() - started) * 1000) / roundTrips;
}

/** A connection for each message; answers microseconds per connection. */
async function visit(server: Server): Promise<number> {
  const { port } = server.address() as AddressInfo;
  const started = performance.now();
  for (let i = 0; i < connections; i++) {
    const socket = connect(port, "127.0.0.1");
    socket.end(payload);
    await once(socket.resume(), "close");
  }
  return ((performance.now() - started) * 1000) / connections;
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

interface Case {
  name: string;
  server: Server;
  talks: number[];
  visits: number[];
}

const loggers = {
  bare: undefined,
  "logServer, INFO": loggerAt("INFO"),
  "logServer, DEBUG to a file": loggerAt("DEBUG"),
};
const cases: Case[] = [];
for (const [name, log] of Object.entries(loggers)) cases.push({ name, server: await echo(log), talks: [], visits: [] });
for (let round = 0; round < rounds; round++) {
  for (const { server, talks, visits } of cases) {
    talks.push(await talk(server));
    visits.push(await visit(server));
  }
}

const [bare] = cases;
const cell = (own: number[], other: number[]): string =>
  `${median(own).toFixed(1).padStart(10)} ${(median(own) / median(other)).toFixed(2).padStart(6)}`;
console.log(`${"".padEnd(30)} ${"µs/round trip".padStart(10)} ratio   µs/connection ratio`);
for (const { name, talks, visits } of cases) {
  console.log(`${name.padEnd(30)} ${cell(talks, bare?.talks ?? [])}   ${cell(visits, bare?.visits ?? [])}`);
}
for (const { server } of cases) server.close();
rmSync(folder, { recursive: true, force: true });
