// VictoriaLogs beside it, where CORDWOOD_VICTORIALOGS names its binary.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import type { DataSet } from "./generate.js";
import { directoryBytes, inParallel, medianMs, type Outcome, settle } from "./measure.js";
import { type BenchQuery, fullRange } from "./queries.js";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** CPU seconds and greatest memory of a process, from /proc (Linux). */
function usage(pid: number): { cpu: number; memory: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? "0";
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memory: Number(peak) * 1024 };
}

async function post(url: string, body: NonNullable<RequestInit["body"]>): Promise<string> {
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`VictoriaLogs answered ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

async function ready(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`VictoriaLogs does not answer at ${url}`);
}

/** The same measurements as for Cordwood. */
export async function measureVictoriaLogs(
  binary: string,
  data: DataSet,
  directory: string,
  queries: BenchQuery[],
  repeats: number,
): Promise<Outcome> {
  const port = await freePort();
  const path = join(directory, "victorialogs");
  const options = [`-storageDataPath=${path}`, `-httpListenAddr=127.0.0.1:${port}`, "-retentionPeriod=100y"];
  const child: ChildProcess = spawn(binary, options, { stdio: "ignore" });
  try {
    await ready(`http://127.0.0.1:${port}`);
    return await measure(`http://127.0.0.1:${port}`, child.pid ?? 0, data, path, queries, repeats);
  } finally {
    child.kill();
    await once(child, "exit");
  }
}

async function measure(
  url: string,
  pid: number,
  data: DataSet,
  path: string,
  queries: BenchQuery[],
  repeats: number,
): Promise<Outcome> {
  const insert = `${url}/insert/jsonline?_stream_fields=service,host&_time_field=time&_msg_field=message`;
  const begin = performance.now();
  await inParallel(data.segments, 4, async (segment) => {
    await post(insert, createReadStream(segment.path));
  });
  const rows = data.segments.reduce((sum, { records }) => sum + records, 0);
  const rowsPerSecond = rows / ((performance.now() - begin) / 1000);
  const { cpu, memory } = usage(pid);
  const cpuSecondsSettled = await settle(() => usage(pid).cpu);
  const times = new Map<string, number>();
  for (const { name, logsql } of queries) {
    const form = new URLSearchParams({ query: logsql, start: String(fullRange.from), end: String(fullRange.to) });
    times.set(name, await medianMs(repeats, () => post(`${url}/select/logsql/query`, form)));
  }
  const diskBytes = directoryBytes(path);
  const memoryBytesQueries = usage(pid).memory;
  const used = { cpuSeconds: cpu, cpuSecondsSettled, diskBytes, memoryBytes: memory, memoryBytesQueries };
  return { rows, rawBytes: data.bytes, rowsPerSecond, ...used, stored: [], queries: times };
}
