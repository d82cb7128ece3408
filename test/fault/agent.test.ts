// An agent in front of a collector is killed at random moments, and its configuration is changed while it works: each
// line of the files that it follows arrives once.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Collector, startCollector } from "@cordwood/collector";
import { getLogger } from "@cordwood/logging";
import { type Server, startServer } from "@cordwood/server";
import type { Segment } from "@cordwood/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launcher } from "../cordwood.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-agent-fault-"));
const log = join(folder, "app.log");
const config = join(folder, "agent.yaml");
const quiet = getLogger("test.agent");
quiet.setLevel("CRITICAL");
const counts = new Map<number, number>();
let target: Collector;
let server: Server;
const agents: ChildProcess[] = [];

beforeAll(async () => {
  const store = { insert: async (segment: Segment) => count(segment.path) };
  target = await startCollector({ directory: join(folder, "target"), store, logger: quiet });
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger: quiet, routes: "agent" });
  server.attach({ ingest: target });
});
afterAll(async () => {
  for (const agent of agents) agent.kill("SIGKILL");
  await server.close();
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

function count(path: string): void {
  for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) {
    const { dataset, attributes } = JSON.parse(line) as { dataset: string; attributes: { n: string } };
    if (dataset === "cordwood") continue;
    counts.set(Number(attributes.n), (counts.get(Number(attributes.n)) ?? 0) + 1);
  }
}

/** Another configuration for each round, with the same target. */
function configure(round: number): void {
  const pipeline = {
    inputs: [{ type: "file", paths: [log], multiline: round % 2 === 0 }],
    processors: round % 3 === 0 ? [] : [{ type: "set", fields: { round: String(round) } }],
    outputs: [
      { type: "http", name: "target", url: `${server.url}/api/v1/ingest`, timeout_s: 10 + (round % 2) },
      {
        type: "file",
        name: "away",
        path: join(folder, "no\u0000file"),
        buffer: { bytes_max: 100_000, when_full: "drop_oldest" },
      },
    ],
  };
  writeFileSync(config, JSON.stringify({ data: join(folder, "agent"), pipeline }));
}

async function startAgent(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [launcher, "agent", "--json", config], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  agents.push(child);
  await once(child.stdout, "data");
  return child;
}

test("kill -9 and changes of the configuration lose and double nothing", async () => {
  let lines = 0;
  for (let round = 0; round < 4; round += 1) {
    configure(round);
    const child = await startAgent();
    const end = Date.now() + 200 + Math.random() * 500;
    for (let step = 0; Date.now() < end; step += 1) {
      let text = "";
      for (const upTo = lines + 40; lines < upTo; lines += 1) text += `{"message":"line","n":${lines}}\n`;
      appendFileSync(log, text);
      if (step % 20 === 10) {
        configure(round + step);
        child.kill("SIGHUP");
      }
      await sleep(5);
    }
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  const last = await startAgent();
  for (const deadline = Date.now() + 30_000; counts.size < lines && Date.now() < deadline;) await sleep(50);
  last.kill("SIGKILL");
  await once(last, "exit");
  await target.drain(10_000);
  const lost = Array.from({ length: lines }, (_, n) => n).filter((n) => !counts.has(n));
  const doubled = [...counts].filter(([, copies]) => copies > 1).map(([n]) => n);
  expect(lines).toBeGreaterThan(500);
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
});
