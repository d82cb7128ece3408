import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { KafkaTarget } from "../testing/kafka-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { type KafkaConfig, KafkaOutput, kafkaOutput } from "./kafka-output.js";

const folder = new SegmentFolder();
const { signal } = new AbortController();
let target: KafkaTarget;
let output: KafkaOutput | undefined;

beforeEach(async () => {
  target = new KafkaTarget();
  await target.start();
});
afterEach(async () => {
  await output?.close();
  await target.stop();
});
afterAll(() => {
  folder.remove();
});

function make(config: Partial<KafkaConfig> = {}): KafkaOutput {
  output = new KafkaOutput({ type: "kafka", brokers: [`127.0.0.1:${target.port}`], timeout_s: 5, ...config });
  return output;
}

test("a record has the topic, key, time and id that its fields say; one key is one partition", async () => {
  const records = [record("a"), record("b", { service: "web" }), record("c"), record("d", { attributes: {} })];
  const segment = folder.segment(records);
  await make({ topic: "logs.{dataset}", key: "{service}{status|}" }).deliver(segment, signal);
  const shop = target.produced.filter(({ key }) => key === "shop200");
  expect(shop.map(({ value }) => value)).toEqual([JSON.stringify(records[0]), JSON.stringify(records[2])]);
  expect(new Set(shop.map(({ partition }) => partition)).size).toBe(1);
  expect(shop[1]).toMatchObject({ topic: "logs.diagnostic", timestamp: 1_700_000_000_123 });
  expect(shop[1]?.headers["cordwood.id"]).toMatch(new RegExp(`^${segment.chunk}-2-[0-9a-f]{12}$`));
  expect(new Set(target.produced.map(({ key }) => key))).toEqual(new Set(["shop", "shop200", "web200"]));
});

test("batches go compressed, to all replicas, numbered by an idempotent producer", async () => {
  make({ key: "{service}", batch_records_max: 2 });
  await output?.deliver(folder.segment(["a", "b", "c", "d"].map((text) => record(text))), signal);
  expect(target.batches).toEqual([
    { producerId: 7n, sequence: 0, acks: -1, compressed: true },
    { producerId: 7n, sequence: 2, acks: -1, compressed: true },
  ]);
  expect(target.produced.map(({ key }) => key)).toEqual(["shop", "shop", "shop", "shop"]);
});

test("over TLS, with a user", async () => {
  const [cert, key] = [join(folder.path, "cert.pem"), join(folder.path, "key.pem")];
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
  const files = ["-keyout", key, "-out", cert, "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", [...request.split(" "), ...files], { stdio: "ignore" });
  const secure = new KafkaTarget({ cert: readFileSync(cert), key: readFileSync(key) });
  await secure.start();
  const brokers = [`127.0.0.1:${secure.port}`];
  const sasl = { mechanism: "plain" as const, username: "me", password: "secret" };
  const strangers = make({ brokers, sasl, tls: {} });
  await expect(strangers.deliver(folder.segment([record("m")]), signal)).rejects.toThrow("self-signed certificate");
  await strangers.close();
  await make({ brokers, sasl, tls: { ca: cert } }).deliver(folder.segment([record("m")]), signal);
  expect([secure.messages, secure.logins]).toEqual([["m"], ["me:secret"]]);
  await output?.close();
  await secure.stop();
});

test("a value makes no topic that Kafka refuses", async () => {
  await make({ topic: "x-{service}", compression: "none" }).deliver(
    folder.segment([record("m", { service: "a b/ü" })]),
    signal,
  );
  expect(target.produced[0]).toMatchObject({ topic: "x-a_b__", key: null });
  expect(target.batches[0]?.compressed).toBe(false);
});

test.each([
  [{ brokers: ["kafka"] }, "brokers.0: Expected HOST:PORT, such as kafka-1:9092"],
  [{ brokers: ["h:1"], sasl: { mechanism: "plain", username: "u" } }, "sasl.password"],
])("options %j are refused", (options, message) => {
  const issue = kafkaOutput.schema.safeParse({ type: "kafka", ...options }).error?.issues[0];
  expect(`${issue?.path.join(".")}: ${issue?.message}`).toContain(message);
});
