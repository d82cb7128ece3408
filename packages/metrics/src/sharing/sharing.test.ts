// Real processes and threads: two workers of a cluster, of which each has a worker thread, and a worker thread of the primary process.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const library = new URL("../../dist/index.js", import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), "metrics-sharing-"));

const program = `
import cluster from "node:cluster";
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { AggregatorRegistry, aggregatedRegistry, Counter, expose, Gauge, Histogram, register, Registry, shareMetrics, startHttpServer } from ${JSON.stringify(library)};

register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
const jobs = new Counter({ name: "jobs_total", help: "Jobs", labelNames: ["kind"] });
const seconds = new Histogram({ name: "job_seconds", help: "Seconds", buckets: [1, 5], enableExemplars: true });
new Gauge({ name: "largest", help: "Largest", aggregator: "max" }).set(isMainThread ? (cluster.worker?.id ?? 0) : 9);
shareMetrics();
const thread = async () => {
  const worker = new Worker(fileURLToPath(import.meta.url));
  await once(worker, "message");
  return worker;
};
if (!isMainThread) {
  jobs.inc({ kind: "thread" });
  parentPort.postMessage("ready");
  parentPort.on("message", () => process.exit());
} else if (cluster.isWorker) {
  new AggregatorRegistry();
  jobs.inc({ kind: "process" }, 10);
  seconds.observe({ value: 2, exemplarLabels: { trace_id: "of-worker-" + cluster.worker.id } });
  await thread();
  process.send("ready");
} else {
  const own = new AggregatorRegistry();
  jobs.inc({ kind: "primary" }, 100);
  await thread();
  const workers = [cluster.fork(), cluster.fork()];
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.on("message", (said) => said === "ready" && resolve()))));
  const server = await startHttpServer(0, { defaultMetrics: false });
  process.send({ port: server.port });
  process.on("message", async (asked) => {
    if (asked === "expose") process.send((await expose(await aggregatedRegistry(register), "application/openmetrics-text")).body);
    if (asked === "prom-client") process.send(await own.clusterMetrics());
    if (asked === "stop one") { workers[0].kill(); await once(workers[0], "exit"); process.send("stopped"); }
    if (asked === "exit") { for (const worker of workers) worker.process.kill("SIGKILL"); process.exit(); }
  });
}
`;

let primary: ChildProcess;
let url: string;

beforeAll(async () => {
  writeFileSync(join(folder, "program.mjs"), program);
  primary = fork(join(folder, "program.mjs"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [{ port }] = (await once(primary, "message")) as [{ port: number }];
  url = `http://127.0.0.1:${port}/metrics`;
});
afterAll(async () => {
  primary.send("exit");
  await once(primary, "exit");
  rmSync(folder, { recursive: true });
});

async function ask(what: string): Promise<string> {
  primary.send(what);
  const [answer] = (await once(primary, "message")) as [string];
  return answer;
}

const scrape = async (accept: string): Promise<string> => (await fetch(url, { headers: { accept } })).text();

function checkSums(body: string): void {
  expect(body).toContain('jobs_total{kind="primary"} 100\n');
  expect(body).toContain('jobs_total{kind="process"} 20\n');
  expect(body).toContain('jobs_total{kind="thread"} 3\n');
  expect(body).toMatch(/job_seconds_bucket\{le="5"\} 2[ \n]/);
  expect(body).toContain("job_seconds_sum 4\n");
  expect(body).toContain("largest 9\n");
}

test("startHttpServer adds up processes and threads, as text and as OpenMetrics with the newest exemplar", async () => {
  checkSums(await scrape("text/plain"));
  const open = await scrape("application/openmetrics-text");
  checkSums(open);
  expect(open).toMatch(/job_seconds_bucket\{le="5"\} 2 # \{trace_id="of-worker-[12]"\} 2 [\d.]+\n/);
  expect(open.endsWith("# EOF\n")).toBe(true);
});

test("expose shows the sums too", async () => {
  checkSums(await ask("expose"));
});

test("prom-client's own AggregatorRegistry works beside it, for processes", async () => {
  expect(await ask("prom-client")).toMatch(/jobs_total\{kind="process"\} 20/);
});

test("a process that has ended is no longer part of the sums", async () => {
  expect(await ask("stop one")).toBe("stopped");
  expect(await scrape("text/plain")).toContain('jobs_total{kind="process"} 10\n');
});
