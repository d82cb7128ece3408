// A collector's outputs into real receivers: another Cordwood by each protocol that it takes, and Debian's NATS server.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Collector, type OutputConfig, startCollector } from "@cordwood/collector";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cordwood, count, freePort, remove, startCordwood, table, temporaryFolder, until } from "../cordwood.js";

const folder = temporaryFolder();
let cordwood: Cordwood;
let forwardPort: number;

beforeAll(async () => {
  forwardPort = await freePort();
  const config = join(folder, "central.yaml");
  const inputs = [{ type: "forward", listen: `127.0.0.1:${forwardPort}`, shared_key: "secret" }];
  writeFileSync(config, JSON.stringify({ pipeline: { inputs } }));
  cordwood = await startCordwood({ data: join(folder, "central"), args: ["--config", config] });
});
afterAll(async () => {
  await cordwood.kill();
  remove(folder);
});

const records = 1000;

async function send(collector: Collector, service: string): Promise<void> {
  const lines = Array.from({ length: records }, (_, index) =>
    JSON.stringify({
      time: `2026-11-21T06:00:00.${String(index).padStart(6, "0")}789Z`,
      level: index % 2 === 0 ? "info" : "error",
      message: `message ${index} ü "quoted"`,
      logger: "shop.db",
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      "http.status": 200,
    }),
  );
  await collector.ingest(Buffer.from(lines.join("\n")), "ndjson", { service, host: "web-1" });
  expect(await collector.drain(30_000)).toBe(true);
}

const outputs: Record<string, () => OutputConfig> = {
  http: () => ({ type: "http", url: `${cordwood.url}/api/v1/ingest` }),
  "http as a JSON array": () => ({ type: "http", url: `${cordwood.url}/api/v1/ingest`, format: "json" }),
  "http as LTSV": () => ({ type: "http", url: `${cordwood.url}/api/v1/ingest`, format: "ltsv" }),
  elasticsearch: () => ({ type: "elasticsearch", urls: [`${cordwood.url}/elastic`] }),
  loki: () => ({ type: "loki", url: cordwood.url }),
  otlp: () => ({ type: "otlp", url: cordwood.url }),
  forward: () => ({
    type: "forward",
    servers: [{ address: `127.0.0.1:${forwardPort}` }],
    shared_key: "secret",
  }),
};

describe("into another Cordwood", () => {
  test.concurrent.each(Object.entries(outputs))("%s brings each record once, with its fields", async (name, config) => {
    const service = `by-${name.replaceAll(" ", "-")}`;
    const collector = await startCollector({
      directory: join(folder, service),
      pipeline: { outputs: [config()] },
    });
    try {
      await send(collector, service);
    } finally {
      await collector.close();
    }
    await until(
      () => count(cordwood.url, `service:${service} | stats count() as n`),
      (found) => found >= records,
    );
    const by = "level, host, logger, trace_id, http.status";
    const query = `service:${service} | stats count() as n, uniq(message) as m by ${by} | sort level`;
    const rows = await table(cordwood.url, query);
    const same = ["web-1", "shop.db", "0af7651916cd43dd8448eb211c80319c", "200"];
    expect(rows.map((row) => row.map(String))).toEqual([
      ["error", ...same, String(records / 2), String(records / 2)],
      ["info", ...same, String(records / 2), String(records / 2)],
    ]);
  });
});

const natsServer = ["/usr/sbin/nats-server", "/usr/bin/nats-server"].find((path) => existsSync(path));
if (natsServer === undefined && process.env["CORDWOOD_REQUIRE_PEERS"] === "1")
  throw new Error("nats-server is required here");
if (natsServer === undefined) console.log("skipped: the tests with NATS need Debian's package nats-server");

describe.skipIf(natsServer === undefined)("the output nats into NATS JetStream", () => {
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const args = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", join(folder, "nats")];
    server = spawn(natsServer ?? "", args, { stdio: "ignore" });
  });
  afterAll(() => {
    server.kill("SIGKILL");
  });

  test("each record is in the stream once, whatever comes twice, and a missing stream is named", async () => {
    const { connect } = await import("@nats-io/transport-node");
    const { jetstreamManager } = await import("@nats-io/jetstream");
    const connection = await until(
      () => connect({ servers: `127.0.0.1:${port}` }).catch(() => undefined),
      (found) => found !== undefined,
    );
    if (connection === undefined) return;
    const manager = await jetstreamManager(connection);
    const pipeline = {
      outputs: [{ type: "nats" as const, servers: [`127.0.0.1:${port}`], subject: "logs.{service}", timeout_s: 5 }],
    };
    const collector = await startCollector({ directory: join(folder, "to-nats"), pipeline });
    try {
      await collector.ingest(Buffer.from('{"message":"early"}'), "ndjson", { service: "early" });
      await until(
        () => Promise.resolve(collector.snapshot().components.find(({ id }) => id === "nats.0")),
        (output) => (output?.retries ?? 0) > 0,
      );
      await manager.streams.add({ name: "LOGS", subjects: ["logs.>"] });
      await send(collector, "nats");
    } finally {
      await collector.close();
    }
    const { state } = await manager.streams.info("LOGS", { subjects_filter: ">" });
    expect(state.subjects).toEqual({ "logs.early": 1, "logs.nats": records });
    await connection.close();
  });

  test("over TLS, with a user", async () => {
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
    const files = ["-keyout", key, "-out", cert, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    execFileSync("openssl", [...request.split(" "), ...files], { stdio: "ignore" });
    const securePort = await freePort();
    const config = `listen: "127.0.0.1:${securePort}"
jetstream: { store_dir: "${join(folder, "secure")}" }
tls: { cert_file: "${cert}", key_file: "${key}" }
authorization: { user: me, password: secret }
`;
    writeFileSync(join(folder, "nats.conf"), config);
    const secure = spawn(natsServer ?? "", ["-c", join(folder, "nats.conf")], { stdio: "ignore" });
    try {
      const { connect } = await import("@nats-io/transport-node");
      const { jetstreamManager } = await import("@nats-io/jetstream");
      const servers = [`127.0.0.1:${securePort}`];
      const user = { user: "me", pass: "secret", tls: { caFile: cert } };
      const connection = await until(
        () => connect({ servers, ...user }).catch(() => undefined),
        (found) => found !== undefined,
      );
      if (connection === undefined) return;
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: "LOGS", subjects: ["logs.>"] });
      const login = { username: "me", password: "secret", tls: { ca: cert } };
      const outputs = [{ type: "nats" as const, servers, subject: "logs.{service}", timeout_s: 5, ...login }];
      const collector = await startCollector({ directory: join(folder, "to-secure"), pipeline: { outputs } });
      await send(collector, "secure");
      await collector.close();
      expect((await manager.streams.info("LOGS")).state.messages).toBe(records);
      await connection.close();
    } finally {
      secure.kill("SIGKILL");
    }
  });
});
