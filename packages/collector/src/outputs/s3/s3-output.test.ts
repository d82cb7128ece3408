import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpTarget } from "../testing/http-target.js";
import { S3Target, s3Keys } from "../testing/s3-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { type S3Config, S3Output, s3Output } from "./s3-output.js";

let folder: SegmentFolder;
const { signal } = new AbortController();
let target: S3Target;
let outputs: S3Output[];

beforeEach(async () => {
  folder = new SegmentFolder();
  outputs = [];
  target = new S3Target();
  await target.start();
});
afterEach(async () => {
  for (const output of outputs) await output.close();
  await target.stop();
  folder.remove();
});

function make(config: Partial<S3Config> = {}, env: NodeJS.ProcessEnv = {}): S3Output {
  const whole = { bucket: "logs", endpoint: target.url, credentials: s3Keys, timeout_s: 5, ...config };
  const output = new S3Output({ type: "s3", ...whole }, "s3", folder.path, env);
  outputs.push(output);
  return output;
}

const paths = (): string[] => [...target.objects.keys()].toSorted();
const text = (path: string): string => gunzipSync(target.objects.get(path) ?? Buffer.alloc(0)).toString();
const staged = (): string[] => readdirSync(join(folder.path, "staging")).toSorted();

test("records are objects by the fields and the day that their key says; a repeat replaces them", async () => {
  const records = [record("a"), record("b", { service: "../web 1" }), record("c")];
  const segment = folder.segment(records);
  const output = make();
  await output.deliver(segment, signal);
  await output.deliver(segment, signal);
  expect(paths()).toEqual([
    `/logs/diagnostic/2023/11/14/.._web_1/${segment.chunk}-0.ndjson.gz`,
    `/logs/diagnostic/2023/11/14/shop/${segment.chunk}-0.ndjson.gz`,
  ]);
  expect(text(paths()[1] ?? "")).toBe(`${JSON.stringify(records[0])}\n${JSON.stringify(records[2])}\n`);
});

test("objects are no larger than their bound", async () => {
  const records = Array.from({ length: 40 }, (_, index) => record(`${index} ${"x".repeat(6000)}`));
  await make({ object_bytes_max: 65_536, key: "all" }).deliver(folder.segment(records), signal);
  const texts = paths().map((path) => text(path));
  expect(texts.length).toBeGreaterThan(3);
  expect(Math.max(...texts.map((each) => each.length))).toBeLessThanOrEqual(65_536);
  expect(target.messages).toEqual(records.map(({ message }) => message));
});

test("Parquet has all fields, the time as a timestamp", async () => {
  const records = [record("ü"), record("b", { severity: 17, attributes: {} })];
  await make({ format: "parquet", key: "p" }).deliver(folder.segment(records), signal);
  const [[path, bytes] = ["", Buffer.alloc(0)]] = [...target.objects];
  expect(path).toMatch(/\.parquet$/);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  expect(rows.map(({ message, severity, attributes }) => [message, severity, attributes])).toEqual([
    ["ü", 9, '{"status":"200"}'],
    ["b", 17, "{}"],
  ]);
  expect(rows[0]?.["time"]).toEqual(new Date(1_700_000_000_123));
});

test.each(["down", "silent", "cuts", "endless"] as const)("fails in time while the target is %s", async (behaviour) => {
  const output = make({ timeout_s: 0.3 });
  const segment = folder.segment([record("a")]);
  target.behaviour = behaviour;
  await expect(output.deliver(segment, signal)).rejects.toMatchObject({ name: "Error" });
  target.behaviour = "good";
  await output.deliver(segment, signal);
  expect(target.messages).toEqual(["a"]);
});

test("keys come from the environment, a container or the machine", async () => {
  const keys = { AccessKeyId: s3Keys.access_key_id, SecretAccessKey: s3Keys.secret_access_key, Token: "t" };
  const metadata = new HttpTarget({
    messagesOf: () => [],
    taken: ({ url, headers }) => {
      if (url === "/latest/api/token") return { status: 200, body: "token" };
      if (url.endsWith("/security-credentials/")) return { status: 200, body: "role" };
      const isKnown = headers["x-aws-ec2-metadata-token"] === "token" || headers.authorization === "pod";
      return isKnown ? { status: 200, body: JSON.stringify(keys) } : { status: 401 };
    },
  });
  await metadata.start();
  const environments: NodeJS.ProcessEnv[] = [
    {
      AWS_ACCESS_KEY_ID: s3Keys.access_key_id,
      AWS_SECRET_ACCESS_KEY: s3Keys.secret_access_key,
      AWS_REGION: "eu-west-1",
    },
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${metadata.url}/keys`, AWS_CONTAINER_AUTHORIZATION_TOKEN: "pod" },
    { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url },
  ];
  for (const env of environments)
    await make({ credentials: undefined }, env).deliver(folder.segment([record("a")]), signal);
  expect(target.objects.size).toBe(3);
  expect(target.requests.map(({ headers }) => headers["x-amz-security-token"])).toEqual([undefined, "t", "t"]);
  expect(target.requests[0]?.headers.authorization).toContain("/eu-west-1/s3/");
  await metadata.stop();
});

test("without keys the error says where they may be set", async () => {
  const env = { AWS_EC2_METADATA_DISABLED: "true" };
  const delivery = make({ credentials: undefined }, env).deliver(folder.segment([record("a")]), signal);
  await expect(delivery).rejects.toThrow("set credentials in the options, or AWS_ACCESS_KEY_ID");
});

test("a wrong key is tried again, with what the server said", async () => {
  const delivery = make({ credentials: { ...s3Keys, secret_access_key: "wrong" } }).deliver(
    folder.segment([record("a")]),
    signal,
  );
  await expect(delivery).rejects.toThrow("answered 403: <Error><Code>SignatureDoesNotMatch");
});

test("staged segments go together, and what goes is deleted", async () => {
  const output = make({ staging: "staging", object_bytes_max: 65_536, interval_s: 3600, key: "k" });
  const first = folder.segment([record("a")]);
  await output.deliver(first, signal);
  await output.deliver(folder.segment([record("b")]), signal);
  expect(target.objects.size).toBe(0);
  await output.deliver(folder.segment([record("x".repeat(70_000))]), signal);
  for (let tries = 0; target.objects.size < 2 && tries < 500; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 2));
  expect(paths()[0]).toBe(`/logs/k/${first.chunk}-0.ndjson.gz`);
  expect(text(paths()[0] ?? "").split("\n")).toHaveLength(3);
  for (let tries = 0; staged().length > 0 && tries < 500; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 2));
  expect(staged()).toEqual([]);
});

test("what is staged survives; a try that was begun is repeated with the same segments", async () => {
  const config = { staging: "staging", interval_s: 0.001, key: "k" };
  target.behaviour = "down";
  const [a, b] = [folder.segment([record("a")]), folder.segment([record("b")])];
  const before = make({ ...config, interval_s: 3600 });
  await before.deliver(a, signal);
  await before.close();
  writeFileSync(join(folder.path, "staging/upload.json"), JSON.stringify({ chunks: [a.chunk], done: false }));
  const after = make(config);
  await after.deliver(b, signal);
  await expect(
    (async () => {
      for (;;) {
        await after.deliver(b, signal);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })(),
  ).rejects.toThrow("answered 503");
  target.behaviour = "good";
  await after.deliver(b, signal);
  for (let tries = 0; target.objects.size < 2 && tries < 500; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 2));
  expect(paths()).toEqual([`/logs/k/${a.chunk}-0.ndjson.gz`, `/logs/k/${b.chunk}-0.ndjson.gz`]);
});

test("what an earlier process has staged goes without a new record", async () => {
  const config = { staging: "staging", key: "k" };
  const before = make({ ...config, interval_s: 3600 });
  await before.deliver(folder.segment([record("a")]), signal);
  await before.close();
  make({ ...config, interval_s: 0.001 }).start();
  for (let tries = 0; target.objects.size < 1 && tries < 500; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 2));
  expect(target.messages).toEqual(["a"]);
});

test("segments that have gone before a crash are not sent again", async () => {
  mkdirSync(join(folder.path, "staging"));
  writeFileSync(join(folder.path, "staging/1.ndjson"), "{}\n");
  writeFileSync(join(folder.path, "staging/2.ndjson.new"), "{");
  writeFileSync(join(folder.path, "staging/upload.json"), JSON.stringify({ chunks: ["1"], done: true }));
  const segment = folder.segment([record("a")]);
  await make({ staging: "staging", interval_s: 3600 }).deliver(segment, signal);
  expect(staged()).toEqual([`${segment.chunk}.ndjson`]);
});

test.each([
  [{ bucket: "No_Bucket" }, "bucket: Expected the name of a bucket"],
  [{ bucket: "logs", endpoint: "minio" }, "endpoint: Expected an address"],
  [{ bucket: "logs", credentials: { access_key_id: "a" } }, "credentials.secret_access_key"],
])("options %j are refused", (options, message) => {
  const issue = s3Output.schema.safeParse({ type: "s3", ...options }).error?.issues[0];
  expect(`${issue?.path.join(".")}: ${issue?.message}`).toContain(message);
});
