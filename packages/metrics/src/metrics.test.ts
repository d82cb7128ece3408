import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger, Handler, Logger, type LogRecord } from "@cordwood/logging";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { prefersOpenMetrics } from "./exposition/exposition.js";
import {
  countLogRecords,
  expose,
  guardLabels,
  LabelGuard,
  MetricsHandler,
  startHttpServer,
  VolumeGuard,
} from "./index.js";

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

let registry: Registry;
let memory: Memory;
let log: Logger;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  registry = new Registry();
  memory = new Memory();
  log = new Logger("metrics.test", "DEBUG");
  log.addHandler(memory);
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function openRegistry(): Registry {
  const made = new Registry();
  made.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  return made;
}

const text = async (name: string): Promise<string> => registry.getSingleMetricAsString(name);

describe("exposition", () => {
  const check = (accept: string, open: boolean): void =>
    test(`"${accept}" ${open ? "wants" : "does not want"} OpenMetrics`, () =>
      expect(prefersOpenMetrics(accept)).toBe(open));
  check("", false);
  check("*/*", false);
  check("text/plain", false);
  check("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1", true);
  check("text/plain;q=1, application/openmetrics-text;q=0.5", false);
  check("application/openmetrics-text; version=2.0.0", false);

  test("keeps the names of counters, whichever format is asked for first", async () => {
    new Counter({ name: "jobs_total", help: "Jobs", labelNames: ["kind"], registers: [registry] }).inc({
      kind: 'a"b\\c\nd',
    });
    new Gauge({ name: "room", help: "Room", registers: [registry] }).set(Number.POSITIVE_INFINITY);
    const open = await expose(registry, "application/openmetrics-text");
    const plain = await expose(registry, undefined);
    expect(open.contentType).toContain("openmetrics");
    expect(open.body).toBe(
      '# HELP jobs Jobs\n# TYPE jobs counter\njobs_total{kind="a\\"b\\\\c\\nd"} 1\n# HELP room Room\n# TYPE room gauge\nroom +Inf\n# EOF\n',
    );
    expect(plain.body).toContain('jobs_total{kind="a\\"b\\\\c\\nd"} 1');
  });

  test("shows exemplars in OpenMetrics", async () => {
    registry = openRegistry();
    const seconds = new Histogram({
      name: "seconds",
      help: "Seconds",
      buckets: [1],
      enableExemplars: true,
      registers: [registry],
    });
    seconds.observe({ value: 0.5, exemplarLabels: { trace_id: "abc" } });
    expect((await expose(registry, "application/openmetrics-text")).body).toMatch(
      /seconds_bucket\{le="1"\} 1 # \{trace_id="abc"\} 0\.5 \d+/,
    );
  });
});

describe("startHttpServer", () => {
  test("serves the registry and the process's own metrics", async () => {
    new Counter({ name: "jobs_total", help: "Jobs", registers: [registry] }).inc(3);
    const server = await startHttpServer(0, { registry });
    closers.push(() => server.close());
    const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    const body = await answer.text();
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(body).toContain("jobs_total 3");
    expect(body).toContain("process_cpu_user_seconds_total");
    expect((await fetch(`http://127.0.0.1:${server.port}/other`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/metrics`, { method: "POST" })).status).toBe(405);
  });

  test("shows the metrics that are asked for, as Python's server does", async () => {
    new Counter({ name: "jobs_total", help: "Jobs", registers: [registry] }).inc(3);
    new Histogram({ name: "job_seconds", help: "Seconds", buckets: [1], registers: [registry] }).observe(1);
    new Gauge({ name: "room", help: "Room", registers: [registry] }).set(1);
    const server = await startHttpServer(0, { registry });
    closers.push(() => server.close());
    const ask = async (query: string): Promise<string[]> => {
      const body = await (await fetch(`${server.url}?${query}`)).text();
      return [...body.matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1] ?? "");
    };
    expect(await ask("name[]=jobs_total&name[]=room")).toEqual(["jobs_total", "room"]);
    expect(await ask("name[]=jobs")).toEqual(["jobs_total"]);
    expect(await ask("name%5B%5D=job_seconds_bucket")).toEqual(["job_seconds"]);
    expect(await ask("name[]=nothing")).toEqual([]);
  });

  test("stops, however often it is told", async () => {
    const server = await startHttpServer(0, { registry });
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });

  test("serves over TLS, to clients with a certificate only where one is asked for", async () => {
    const folder = mkdtempSync(join(tmpdir(), "metrics-tls-"));
    closers.push(() => rmSync(folder, { recursive: true }));
    const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=localhost",
      ].concat(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", keyFile, "-out", certFile]),
      { stdio: "ignore" },
    );
    const tls = { certFile, keyFile, clientCaFile: certFile, clientAuthRequired: true };
    const server = await startHttpServer(0, { registry, tls });
    closers.push(() => server.close());
    const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
    const ask = (options: RequestOptions): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get(server.url, { ca: cert, agent: false, ...options }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).once("error", reject);
      });
    expect(server.url).toMatch(/^https:/);
    expect(await ask({ cert, key })).toBe(200);
    await expect(ask({})).rejects.toThrow(/certificate|ECONNRESET|socket/);
    await expect(
      startHttpServer(0, { registry, tls: { certFile: join(folder, "none.pem"), keyFile } }),
    ).rejects.toMatchObject({ code: "CW_METRICS_OPTION" });
  });

  test("says that a port is taken", async () => {
    const server = await startHttpServer(0, { registry });
    closers.push(() => server.close());
    await expect(startHttpServer(server.port, { registry })).rejects.toMatchObject({ code: "CW_METRICS_LISTEN" });
  });
});

describe("guardLabels", () => {
  test("caps a label that explodes, counts it, and names it in one warning with an example", async () => {
    const logins = guardLabels(
      new Counter({ name: "logins_total", help: "Logins", labelNames: ["tenant", "ok"], registers: [registry] }),
      { valuesMax: 3, registry, logger: log },
    );
    for (let i = 0; i < 10; i++) logins.inc({ tenant: `tenant-${i}`, ok: "yes" });
    logins.labels("tenant-99", "yes").inc();
    logins.inc({ tenant: "tenant-1", ok: "yes" }, 5);
    const lines = (await text("logins_total")).split("\n").filter((line) => !line.startsWith("#"));
    expect(lines).toEqual([
      'logins_total{tenant="tenant-0",ok="yes"} 1',
      'logins_total{tenant="tenant-1",ok="yes"} 6',
      'logins_total{tenant="tenant-2",ok="yes"} 1',
      'logins_total{tenant="other",ok="yes"} 8',
    ]);
    expect(await text("metrics_label_overflow_total")).toContain('{metric="logins_total",label="tenant"} 8');
    expect(memory.records.map((record) => record.getMessage())).toEqual([
      'label "tenant" of metric logins_total has more than 3 values; further ones, such as "tenant-3", are counted as "other"',
    ]);
    expect(memory.records[0]?.toDict()).toMatchObject({ example: "tenant-3" });
  });

  test("leaves metrics without labels and values as they are", async () => {
    registry = openRegistry();
    const room = guardLabels(new Gauge({ name: "room", help: "Room", registers: [registry] }), { registry });
    room.set(3);
    room.inc();
    room.dec(2);
    expect(await text("room")).toContain("room 2");
    const seconds = guardLabels(
      new Histogram({
        name: "seconds",
        help: "Seconds",
        labelNames: ["route"],
        buckets: [1],
        enableExemplars: true,
        registers: [registry],
      }),
      { registry, valuesMax: 1, logger: log },
    );
    seconds.observe({ labels: { route: "a" }, value: 0.5, exemplarLabels: {} });
    seconds.observe({ labels: { route: "b" }, value: 0.5, exemplarLabels: {} });
    expect(await text("seconds")).toContain('seconds_count{route="other"} 1');
  });

  test("two guards share one overflow counter", () => {
    new LabelGuard("a", { registry, valuesMax: 0, logger: log }).value("l", "x");
    new LabelGuard("b", { registry, valuesMax: 0, logger: log }).value("l", "x");
    expect(memory.records).toHaveLength(2);
  });
});

describe("logs become metrics", () => {
  test("countLogRecords counts by logger and level", async () => {
    const stop = countLogRecords({ registry, logger: log });
    log.info("a");
    log.info("b");
    log.error("c");
    log.trace("below the level");
    expect((await text("log_records_total")).split("\n").slice(2)).toEqual([
      'log_records_total{logger="metrics.test",level="info"} 2',
      'log_records_total{logger="metrics.test",level="error"} 1',
    ]);
    stop();
    expect(registry.getSingleMetric("log_records_total")).toBeUndefined();
  });

  test("countLogRecords counts every logger's records once, those that do not propagate too", async () => {
    const [apart, below] = [getLogger("metrics.apart"), getLogger("metrics.apart.below")];
    apart.propagate = false;
    closers.push(() => (apart.propagate = true));
    closers.push(countLogRecords({ registry }));
    closers.push(countLogRecords({ registry }));
    for (const logger of [apart, below, getLogger("metrics.elsewhere")]) logger.error("a");
    apart.propagate = true;
    apart.error("b");
    expect((await text("log_records_total")).split("\n").slice(2)).toEqual([
      'log_records_total{logger="metrics.apart",level="error"} 2',
      'log_records_total{logger="metrics.apart.below",level="error"} 1',
      'log_records_total{logger="metrics.elsewhere",level="error"} 1',
    ]);
  });

  test("MetricsHandler makes counters and histograms of fields", async () => {
    log.addHandler(
      new MetricsHandler({
        registry,
        metrics: [
          { name: "orders_total", help: "Orders", when: (record) => record.msg === "ordered", labels: ["country"] },
          { name: "revenue_total", help: "Revenue", value: "amount", labels: ["level"] },
          { name: "order_seconds", help: "Seconds", type: "histogram", value: "seconds", buckets: [1, 5] },
        ],
      }),
    );
    log.info("ordered", { country: "at", amount: 10, seconds: 0.5 });
    log.child({ country: "de" }).info("ordered", { amount: 2.5, seconds: 3 });
    log.info("ordered", { amount: "much" });
    log.info("else", { amount: -4 });
    expect((await text("orders_total")).split("\n").slice(2)).toEqual([
      'orders_total{country="at"} 1',
      'orders_total{country="de"} 1',
      'orders_total{country=""} 1',
    ]);
    expect(await text("revenue_total")).toContain('revenue_total{level="info"} 12.5');
    expect(await text("order_seconds")).toContain("order_seconds_count 2");
  });

  test("VolumeGuard has a budget for each template, samples what is above it, and one record for each says how many it held back", () => {
    const handler = new Memory();
    const guard = new VolumeGuard({ perSecond: 1, sampleEvery: 10, by: "template", registry });
    handler.addFilter(guard);
    const said = new Memory();
    getLogger().addHandler(said);
    closers.push(() => getLogger().removeHandler(said));
    const noisy = new Logger("noisy", "DEBUG");
    noisy.addHandler(handler);
    for (let i = 0; i < 21; i++) noisy.info("request %d", i);
    for (let i = 0; i < 3; i++) noisy.info("answer %d", i);
    const texts = handler.records.map((record) => record.getMessage());
    expect(texts).toEqual(["request 0", "request 10", "request 20", "answer 0"]);
    expect(handler.records.map((record) => record["sample_rate"])).toEqual([undefined, 10, 10, undefined]);
    guard.flush();
    expect(said.records.map((record) => record.getMessage())).toEqual([
      "The rate limit held back 18 records of noisy: request %d",
      "The rate limit held back 2 records of noisy: answer %d",
    ]);
  });

  test("VolumeGuard writes a budget, counts the rest, and says so", async () => {
    const guard = new VolumeGuard({ perSecond: 5, by: "template", registry });
    const handler = new Memory();
    handler.addFilter(guard);
    const noisy = new Logger("noisy", "DEBUG");
    noisy.addHandler(handler);
    for (let i = 0; i < 100; i++) noisy.info("request %d", i);
    noisy.info("another template");
    expect(handler.records.length).toBeLessThanOrEqual(7);
    expect(handler.records.at(-1)?.getMessage()).toBe("another template");
    expect(await text("log_records_held_back_total")).toMatch(/\{logger="noisy",level="info"\} 9\d/);
    guard.flush();
    expect(guard.heldBack).toBeGreaterThan(90);
  });
});
