// Debian's Prometheus scrapes an application with @cordwood/metrics and Cordwood itself, and promtool finds nothing to complain of.
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, remove, root, startCordwood, temporaryFolder, until, type Cordwood } from "../cordwood.js";

const prometheus = "/usr/bin/prometheus";
const promtool = "/usr/bin/promtool";
const present = existsSync(prometheus) && existsSync(promtool);
if (!present && process.env["CORDWOOD_REQUIRE_PEERS"] === "1")
  throw new Error("prometheus and promtool are required here");
if (!present) console.log("skipped: the tests with Prometheus need Debian's package prometheus");

const application = `
  import { Counter, countLogRecords, Histogram, nodeHttpMetrics, register, Registry, startHttpServer } from "@cordwood/metrics";
  import { getLogger } from "@cordwood/logging";
  import { createServer } from "node:http";
  register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  countLogRecords();
  getLogger("shop").warning("low stock");
  new Counter({ name: "jobs_total", help: "Jobs done", labelNames: ["kind"] }).inc({ kind: 'with "quotes" and \\\\' }, 7);
  const server = createServer(nodeHttpMetrics((request, response) => response.end("ok"), { route: () => "/", logger: false }));
  server.listen(0, "127.0.0.1", async () => {
    await fetch("http://127.0.0.1:" + server.address().port, { headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });
    const { port } = await startHttpServer(0);
    process.send(port);
  });
`;

describe.skipIf(!present)("Prometheus", () => {
  const folder = temporaryFolder();
  const children: ChildProcess[] = [];
  let cordwood: Cordwood;
  let applicationPort: number;
  let url: string;

  beforeAll(async () => {
    cordwood = await startCordwood({ data: join(folder, "data") });
    const app = spawn(process.execPath, ["--input-type=module", "-e", application], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.push(app);
    [applicationPort] = (await once(app, "message")) as [number];
    url = await startPrometheus();
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await cordwood.kill();
    remove(folder);
  });

  async function startPrometheus(): Promise<string> {
    const targets = [`127.0.0.1:${applicationPort}`, new URL(cordwood.url).host];
    const configuration = {
      global: { scrape_interval: "1s", scrape_timeout: "1s" },
      rule_files: [join(root, "docs", "reference", "prometheus-rules.yml")],
      scrape_configs: targets.map((target) => ({ job_name: target, static_configs: [{ targets: [target] }] })),
    };
    // JSON is YAML too.
    writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(configuration));
    const port = await freePort();
    const args = [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "tsdb")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    children.push(spawn(prometheus, args, { stdio: "ignore" }));
    await until(
      async () => (await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined))?.ok,
      (ok) => ok === true,
    );
    return `http://127.0.0.1:${port}`;
  }

  async function ask<T>(path: string): Promise<T> {
    return ((await (await fetch(url + path)).json()) as { data: T }).data;
  }

  test("scrapes both without an error", async () => {
    interface Targets {
      activeTargets: { health: string; lastError: string; scrapeUrl: string }[];
    }
    const { activeTargets } = await until(
      () => ask<Targets>("/api/v1/targets"),
      ({ activeTargets: targets }) => targets.length === 2 && targets.every((target) => target.health !== "unknown"),
    );
    expect(activeTargets.map((target) => [target.health, target.lastError])).toEqual([
      ["up", ""],
      ["up", ""],
    ]);
  });

  test("knows the values, labels included", async () => {
    interface Vector {
      result: { metric: Record<string, string>; value: [number, string] }[];
    }
    const { result } = await until(
      () => ask<Vector>("/api/v1/query?query=jobs_total"),
      (answer) => answer.result.length > 0,
    );
    expect(result[0]?.metric["kind"]).toBe(String.raw`with "quotes" and \ `.trimEnd());
    expect(result[0]?.value[1]).toBe("7");
    const counted = await ask<Vector>(
      `/api/v1/query?query=${encodeURIComponent('log_records_total{logger="shop",level="warning"}')}`,
    );
    expect(counted.result[0]?.value[1]).toBe("1");
  });

  test("scrapes Cordwood's components and store", async () => {
    const { result } = await until(
      () => ask<{ result: unknown[] }>(`/api/v1/query?query=${encodeURIComponent("cordwood_component_healthy == 1")}`),
      (answer) => answer.result.length >= 3,
    );
    expect(result.length).toBeGreaterThanOrEqual(3);
    const up = await ask<{ result: { value: [number, string] }[] }>("/api/v1/query?query=cordwood_store_up");
    expect(up.result[0]?.value[1]).toBe("1");
  });

  test("loads the rules that Cordwood ships", async () => {
    const { groups } = await ask<{ groups: { name: string; rules: unknown[] }[] }>("/api/v1/rules");
    expect(groups.map((group) => group.name)).toContain("cordwood");
  });

  const texts: Record<string, () => string> = {
    "an application": () => `http://127.0.0.1:${applicationPort}/metrics`,
    Cordwood: () => `${cordwood.url}/metrics`,
  };
  test.each(Object.keys(texts))("promtool finds nothing wrong with the metrics of %s", async (name) => {
    const body = await (await fetch((texts[name] ?? expect.fail())())).text();
    const checked = spawnSync(promtool, ["check", "metrics"], { input: body, encoding: "utf8" });
    // prom-client names its own default metrics; what it chose there is not ours to change.
    const complaints = checked.stderr.split("\n").filter((line) => line !== "" && !/^(nodejs|process)_/.test(line));
    expect({ complaints, failedToParse: checked.stderr.includes("error while linting") }).toEqual({
      complaints: [],
      failedToParse: false,
    });
  });

  test("each alert fires when it should, and none for a healthy Cordwood", () => {
    const tested = spawnSync(promtool, ["test", "rules", "prometheus-rules.test.yml"], {
      cwd: join(root, "test", "peers"),
      encoding: "utf8",
    });
    expect(tested.stdout + tested.stderr).toContain("SUCCESS");
    expect(tested.status).toBe(0);
  });

  test("promtool accepts the rules", async () => {
    const { stdout } = await promisify(execFile)(promtool, [
      "check",
      "rules",
      join(root, "docs", "reference", "prometheus-rules.yml"),
    ]);
    expect(stdout).toMatch(/SUCCESS: [1-9]\d* rules found/);
  });
});
