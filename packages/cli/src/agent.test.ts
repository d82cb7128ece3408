// `cordwood agent` and reading the configuration again, in a process of their own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";

const launcher = join(import.meta.dirname, "..", "bin", "cordwood.cjs");
const folder = mkdtempSync(join(tmpdir(), "cordwood-agent-"));
const children = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of children) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Agent {
  child: ChildProcess;
  printed: () => string;
  complained: () => string;
  /** Waits for an event of that name and answers it; `nth` counts from 1. */
  event(name: string, nth?: number): Promise<Record<string, string>>;
  ended: Promise<number | null>;
}

function agent(...args: string[]): Agent {
  const child = spawn(process.execPath, [launcher, "agent", "--json", ...args], { cwd: folder });
  children.add(child);
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  const ended = once(child, "close").then(([code]) => {
    children.delete(child);
    return code as number | null;
  });
  return {
    child,
    ended,
    printed: () => texts.stdout,
    complained: () => texts.stderr,
    async event(name, nth = 1) {
      for (;;) {
        const lines = texts.stdout.split("\n").filter((line) => line.includes(`"event":"${name}"`));
        const line = lines[nth - 1];
        if (line !== undefined) return JSON.parse(line) as Record<string, string>;
        if (!children.has(child)) throw new Error(`ended before ${name}: ${texts.stderr}`);
        await sleep(10);
      }
    },
  };
}

const path = (name: string): string => join(folder, name);

/** Messages in the whole lines of an output's file, without the agent's own. */
function messagesIn(name: string): string[] {
  if (!existsSync(path(name))) return [];
  const records = readFileSync(path(name), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { message: string; dataset: string });
  return records.filter(({ dataset }) => dataset !== "cordwood").map(({ message }) => message);
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 500) throw new Error(`waited in vain: ${what()}`);
    await sleep(20);
  }
}

function configure(name: string, output: string, more = ""): string {
  const config = path(`${name}.yaml`);
  writeFileSync(
    config,
    `data: ${path(name)}\n${more}pipeline:\n  inputs: [{ type: file, paths: ["${path(`${name}.log`)}"] }]\n` +
      `  outputs:\n    - { type: file, name: kept, path: "${path(output)}" }\n`,
  );
  return config;
}

test("carries records, and goes over to another configuration by itself and on SIGHUP", async () => {
  const config = configure("a", "1.ndjson");
  writeFileSync(path("a.log"), "one\n");
  const running = agent(config);
  expect(await running.event("ready")).toMatchObject({ inputs: "file", outputs: "file", url: "" });
  await until(() => messagesIn("1.ndjson").includes("one"), running.complained);

  configure("a", "2.ndjson");
  expect(await running.event("reloaded")).toMatchObject({ started: "kept" });
  appendFileSync(path("a.log"), "two\n");
  await until(() => messagesIn("2.ndjson").includes("two"), running.complained);

  configure("a", "3.ndjson", "reload: false\n");
  await running.event("reloaded", 2);
  writeFileSync(config, "data: x\npipeline:\n  outputs: [{ type: fiel }]\n");
  running.child.kill("SIGHUP");
  await until(() => running.complained().includes("the old one runs on"), running.printed);
  expect(running.complained()).toMatch(/a\.yaml:3:21: pipeline\.outputs\.0\.type/);
  appendFileSync(path("a.log"), "three\n");
  await until(() => messagesIn("3.ndjson").includes("three"), running.complained);

  running.child.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  expect([...messagesIn("1.ndjson"), ...messagesIn("2.ndjson"), ...messagesIn("3.ndjson")]).toEqual([
    "one",
    "two",
    "three",
  ]);
}, 30_000);

test("tells over HTTP how it is, and takes records", async () => {
  const running = agent(configure("b", "b.ndjson", "listen: 127.0.0.1:0\n"));
  const { url } = await running.event("ready");
  const get = (route: string): Promise<Response> => fetch(`${url}${route}`);
  expect(await (await get("/readyz")).json()).toEqual({ status: "ready" });
  expect((await get("/healthz")).status).toBe(200);
  expect((await get("/api/v1/search?query=x")).status).toBe(404);
  const answer = await fetch(`${url}/api/v1/ingest`, { method: "POST", body: '{"message":"posted"}' });
  expect(await answer.json()).toEqual({ accepted: 1, rejected: [] });
  await until(() => messagesIn("b.ndjson").includes("posted"), running.complained);
  const metrics = await (await get("/metrics")).text();
  expect(metrics).toMatch(/cordwood_component_sent_\w+\{[^}]*component_id="kept"/);
  running.child.kill("SIGTERM");
  expect(await running.ended).toBe(0);
});

test("two agents do not share a data directory", async () => {
  const config = configure("c", "c.ndjson");
  const first = agent(config);
  await first.event("ready");
  const second = agent(config);
  expect(await second.ended).toBe(4);
  expect(second.complained()).toContain(`process ${first.child.pid}`);
});
