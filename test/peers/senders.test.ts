// Real senders into one Cordwood: rsyslog, logger(1), Python's logging, Fluentd's client, pino, OpenTelemetry's SDK, curl.
// The client of Elasticsearch is tested in packages/server.
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { FluentClient } from "@fluent-org/logger";
import { OTLPLogExporter as JsonExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cordwood, freePort, remove, startCordwood, table, temporaryFolder, until } from "../cordwood.js";

const run = promisify(execFile);
const records = 300;
const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);
const children: ChildProcess[] = [];
const ports: Record<string, number> = {};
let cordwood: Cordwood;

const rsyslogd = "/usr/sbin/rsyslogd";
const drivers = "/usr/lib/x86_64-linux-gnu/rsyslog";
const missing = Object.entries({
  rsyslog: existsSync(rsyslogd),
  "rsyslog-openssl": existsSync(drivers) && readdirSync(drivers).includes("lmnsd_ossl.so"),
  "bsdutils (logger)": spawnSync("logger", ["--version"]).status === 0,
  python3: spawnSync("python3", ["--version"]).status === 0,
  curl: spawnSync("curl", ["--version"]).status === 0,
  openssl: spawnSync("openssl", ["version"]).status === 0,
})
  .filter(([, present]) => !present)
  .map(([name]) => name);
if (missing.length > 0 && process.env["CORDWOOD_REQUIRE_PEERS"] === "1")
  throw new Error(`required here and not found: ${missing.join(", ")}`);
if (missing.length > 0) console.log(`skipped: tests of senders that are not here: ${missing.join(", ")}`);

/** Skips a test whose programs are not on this machine. */
const needs = (...names: string[]): typeof test.skip =>
  names.some((name) => missing.some((each) => each.startsWith(name))) ? test.skip : test.concurrent;

const texts = Array.from({ length: records }, (_, index) => `message ${index} of ünïcode "quoted" [x]`);

beforeAll(async () => {
  writeFileSync(path("lines"), `${texts.join("\n")}\n`);
  const certificate = [
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=IP:127.0.0.1",
  ];
  const files = ["-keyout", path("key.pem"), "-out", path("cert.pem")];
  const tls =
    !missing.includes("openssl") && spawnSync("openssl", ["req", "-x509", ...certificate, ...files]).status === 0;
  for (const name of ["syslog", "tls", "forward", "python"]) ports[name] = await freePort();
  const listen = (name: string): { listen: string } => ({ listen: `127.0.0.1:${ports[name]}` });
  const inputs = [
    { type: "syslog", ...listen("syslog") },
    { type: "syslog", path: path("log.sock"), service: "unix" },
    ...(tls
      ? [
          {
            type: "syslog",
            ...listen("tls"),
            service: "tls",
            protocols: ["tcp"],
            tls: { cert: path("cert.pem"), key: path("key.pem") },
          },
        ]
      : []),
    { type: "forward", ...listen("forward") },
    { type: "python", ...listen("python") },
    { type: "file", paths: [path("pino.log")], service: "pino" },
  ];
  writeFileSync(path("config.yaml"), JSON.stringify({ pipeline: { inputs } }));
  cordwood = await startCordwood({ data: path("data"), args: ["--config", path("config.yaml")] });
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await cordwood.kill();
  remove(folder);
});

/** Waits until a search finds every text once, and answers the values of `by`, each with its count. */
async function arrived(search: string, by: string): Promise<string[][]> {
  const counts = `${search} | stats count() as n, uniq(message) as m`;
  await until(
    async () => (await table(cordwood.url, counts))[0]?.map(Number),
    (found) => (found?.[0] ?? 0) >= records,
    60_000,
  );
  expect((await table(cordwood.url, counts))[0]?.map(Number)).toEqual([records, records]);
  const last = texts.at(-1) ?? "";
  const found = await table(cordwood.url, `${search} | where message = ${JSON.stringify(last)} | stats count() as n`);
  expect(Number(found[0]?.[0])).toBe(1);
  const rows = await table(cordwood.url, `${search} | stats count() as n by ${by}`);
  return rows.map((row) => row.map(String));
}

needs("rsyslog")("rsyslog: UDP, TCP with octet counts, RFC 5424, TLS", async () => {
  const tls = !missing.includes("rsyslog-openssl");
  const target = `type="omfwd" Target="127.0.0.1"`;
  const plain = `Port="${ports["syslog"]}"`;
  writeFileSync(
    path("rsyslog.conf"),
    `global(workDirectory="${folder}" maxMessageSize="64k"${tls ? ` defaultNetstreamDriverCAFile="${path("cert.pem")}"` : ""})
    module(load="imfile")
    template(name="old" type="string" string="<%PRI%>%TIMESTAMP% %HOSTNAME% udp: %msg%")
    template(name="new" type="string" string="<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% counted 7 - [a@1 k=\\"v\\"] %msg%")
    template(name="tls" type="string" string="<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% secret 7 - - %msg%")
    input(type="imfile" File="${path("lines")}" Tag="file:" Severity="error" ruleset="out")
    ruleset(name="out") {
      action(${target} ${plain} Protocol="udp" template="old")
      action(${target} ${plain} Protocol="tcp" TCP_Framing="octet-counted" template="new")
      ${tls ? `action(${target} Port="${ports["tls"]}" Protocol="tcp" StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="anon" template="tls")` : ""}
    }`,
  );
  const child = spawn(rsyslogd, ["-n", "-C", "-f", path("rsyslog.conf"), "-i", path("rsyslog.pid")], {
    stdio: "ignore",
  });
  children.push(child);
  const level = [["error", String(records)]];
  expect(await arrived("service:syslog AND logger:udp", "level")).toEqual(level);
  expect(await arrived("service:syslog AND logger:counted", "level")).toEqual(level);
  if (tls) expect(await arrived("service:tls", "level")).toEqual(level);
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
});

needs("bsdutils")("logger(1): RFC 3164 and 5424, UDP, TCP, octet counts, a Unix socket", async () => {
  const server = ["--server", "127.0.0.1", "--port", String(ports["syslog"])];
  const ways: Record<string, string[]> = {
    l3164: [...server, "--udp", "--rfc3164"],
    l5424: [...server, "--tcp", "--rfc5424"],
    lcount: [...server, "--tcp", "--octet-count"],
    lunix: ["--socket", path("log.sock")],
  };
  for (const [tag, args] of Object.entries(ways)) {
    await run("logger", [...args, "--tag", tag, "--priority", "local3.warning", "--file", path("lines")]);
  }
  for (const tag of Object.keys(ways)) {
    expect(await arrived(`logger:${tag}`, "level")).toEqual([["warning", String(records)]]);
  }
});

const python = `
import logging, logging.handlers, socket, sys
syslog, pickles, lines = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def handler(name, made):
    logger = logging.getLogger(name)
    made.setFormatter(logging.Formatter(name + ": %(message)s"))
    logger.addHandler(made)
    return logger
udp = handler("pyudp", logging.handlers.SysLogHandler(("127.0.0.1", syslog)))
tcp = handler("pytcp", logging.handlers.SysLogHandler(("127.0.0.1", syslog), socktype=socket.SOCK_STREAM))
pickle = handler("pypickle", logging.handlers.SocketHandler("127.0.0.1", pickles))
for line in open(lines, encoding="utf8"):
    for logger in (udp, tcp, pickle):
        logger.error("%s", line.rstrip("\\n"))
logging.shutdown()
`;

needs("python3")("Python's logging: SysLogHandler over UDP and TCP, SocketHandler", async () => {
  await run("python3", ["-c", python, String(ports["syslog"]), String(ports["python"]), path("lines")]);
  for (const name of ["pyudp", "pytcp", "pypickle"]) {
    expect(await arrived(`logger:${name}`, "level")).toEqual([["error", String(records)]]);
  }
});

test.concurrent.each(["Message", "Forward", "PackedForward", "CompressedPackedForward"] as const)(
  "@fluent-org/logger with acknowledgement: %s",
  async (eventMode) => {
    const client = new FluentClient(`fluent-${eventMode.toLowerCase()}`, {
      eventMode,
      ack: { ackTimeout: 10_000 },
      socket: { host: "127.0.0.1", port: ports["forward"] ?? 0 },
    });
    await Promise.all(texts.map((message) => client.emit({ message, level: "warn", user: "u1" })));
    await client.disconnect();
    const rows = await arrived(`service:fluent-${eventMode.toLowerCase()}`, "level, user");
    expect(rows).toEqual([["warning", "u1", String(records)]]);
  },
);

test.concurrent("pino through a transport into a file that is tailed", async () => {
  const transport = pino.transport({ target: "pino/file", options: { destination: path("pino.log") } }) as ReturnType<
    typeof pino.transport
  > & { end(): void };
  const logger = pino({ name: "shop.db" }, transport);
  for (const text of texts) logger.error({ user: "u1" }, text);
  const closed = once(transport, "close");
  transport.end();
  await closed;
  expect(await arrived("service:pino", "level, logger, user")).toEqual([["error", "shop.db", "u1", String(records)]]);
});

test.concurrent.each([
  ["protobuf", ProtobufExporter],
  ["JSON", JsonExporter],
])("OpenTelemetry's log exporter in %s", async (name, Exporter) => {
  const service = `otel-${name.toLowerCase()}`;
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ "service.name": service, "host.name": "web-1" }),
    processors: [new BatchLogRecordProcessor(new Exporter({ url: `${cordwood.url}/v1/logs` }))],
  });
  const logger = provider.getLogger("shop.db");
  for (const body of texts) {
    logger.emit({ body, severityText: "ERROR", attributes: { user: "u1", deep: { n: [1, 2] } } });
  }
  await provider.shutdown();
  const rows = await arrived(`service:${service}`, "level, logger, host, user");
  expect(rows).toEqual([["error", "shop.db", "web-1", "u1", String(records)]]);
});

needs("curl")("curl", async () => {
  const body = texts.map((message) => JSON.stringify({ message, level: "error" })).join("\n");
  writeFileSync(path("body.ndjson"), body);
  const address = `${cordwood.url}/api/v1/ingest?service=curl`;
  const type = "content-type: application/x-ndjson";
  const { stdout } = await run("curl", ["-fsS", "--data-binary", `@${path("body.ndjson")}`, "-H", type, address]);
  expect(JSON.parse(stdout)).toEqual({ accepted: records, rejected: [] });
  expect(await arrived("service:curl", "level")).toEqual([["error", String(records)]]);
});
