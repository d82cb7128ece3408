// Runs the real command for the fault, browser and packed-package tests.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The repository's root. */
export const root: string = join(import.meta.dirname, "..");

/** The launcher that npm links as `cordwood`. */
export const launcher: string = join(root, "packages", "cli", "bin", "cordwood.cjs");

/** How long a server may take until it answers /readyz, in milliseconds; generous for a loaded CI machine. */
const readyTimeoutMs = 60_000;

/** A folder that {@link Cordwood.remove} or the caller deletes. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "cordwood-test-"));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A running `cordwood up`. */
export interface Cordwood {
  url: string;
  process: ChildProcess;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Ends it with SIGKILL, as a crash does. */
  kill(): Promise<void>;
  /** Ends it with SIGTERM and waits until it has drained. */
  stop(): Promise<number | null>;
}

/** Starts `cordwood up` on a free port and waits until it is ready. */
export async function startCordwood(options: {
  data: string;
  args?: string[];
  command?: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}): Promise<Cordwood> {
  const port = await freePort();
  const [program = process.execPath, ...before] = options.command ?? [process.execPath, launcher];
  const args = [...before, "up", ...(options.args ?? []), "--data", options.data, "--listen", `127.0.0.1:${port}`];
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const url = `http://127.0.0.1:${port}`;
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  };
  await untilReady(url, child, () => printed);
  return {
    url,
    process: child,
    output: () => printed,
    kill: async () => void (await ended("SIGKILL")),
    stop: () => ended("SIGTERM"),
  };
}

async function untilReady(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`cordwood ended before it was ready:\n${printed()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(50);
  }
  child.kill("SIGKILL");
  throw new Error(`cordwood was not ready after ${readyTimeoutMs} ms:\n${printed()}`);
}

/** The rows of a query that ends in a stage that makes a table. */
export async function table(url: string, query: string): Promise<unknown[][]> {
  const answer = await fetch(
    `${url}/api/v1/search?${new URLSearchParams({ query, from: "1970-01-01T00:00:00Z", to: "2200-01-01T00:00:00Z" })}`,
  );
  const body = (await answer.json()) as { rows: unknown[][] };
  if (!answer.ok) throw new Error(`search ${query} answered ${answer.status}: ${JSON.stringify(body)}`);
  return body.rows;
}

/** The number a query counts. */
export const count = async (url: string, query: string): Promise<number> => Number((await table(url, query))[0]?.[0]);

/** Repeats `probe` until it answers something that `done` accepts; throws what it answered last. */
export async function until<T>(probe: () => Promise<T>, done: (value: T) => boolean, timeoutMs = 60_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (done(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after ${timeoutMs} ms`);
    await sleep(100);
  }
}

/** Deletes a folder that a test made. */
export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** The folder with the LogHub samples. */
export const loghub: string = process.env["CORDWOOD_LOGHUB"] ?? join(root, "..", "shared", "data", "loghub");
