import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A ClickHouse server that runs in a child process until it is stopped. */
export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Waits until a server answers; false when it does not within 20 s. */
export async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await fetch(`${url}/ping`).catch(() => undefined);
    if (response?.ok === true) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** Starts a real ClickHouse server on loopback, on a directory of its own. */
export async function startServer(): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-clickhouse-"));
  const port = await freePort();
  const script = join(import.meta.dirname, "clickhouse-server.mjs");
  const child = spawn(process.execPath, [script, directory, `${port}`], { stdio: "ignore" });
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  if (await answers(url)) return { url, stop };
  await stop();
  throw new Error("the ClickHouse server for tests did not start");
}
