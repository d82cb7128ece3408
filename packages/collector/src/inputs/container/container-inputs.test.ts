import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Input } from "../input.js";
import { testSurroundings } from "../testing/network-options.js";
import { RecordTarget } from "../testing/record-target.js";
import { criDefaults, criDefinition } from "./cri-input.js";
import { dockerDefinition } from "./docker-input.js";

const id = "0123456789abcdef".repeat(4);
let folder: string;
let input: Input | undefined;
let target: RecordTarget;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-container-"));
  target = new RecordTarget();
});
afterEach(async () => {
  await input?.stop();
  input = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function startDocker(): Promise<void> {
  input = dockerDefinition.create({ type: "docker", paths: [join(folder, "*/*-json.log")] }, testSurroundings(target));
  await input.start();
}

function docker(log: string, stream = "stdout"): string {
  return `${JSON.stringify({ log, stream, time: "2024-01-01T00:00:00.5Z" })}\n`;
}

function makeContainer(config: object): string {
  mkdirSync(join(folder, id));
  writeFileSync(join(folder, id, "config.v2.json"), JSON.stringify(config));
  return join(folder, id, `${id}-json.log`);
}

test("docker: records know their container; parts of a line are joined, also between lines of stderr", async () => {
  const labels = { "com.docker.compose.service": "orders", team: "x" };
  const path = makeContainer({ ID: id, Name: "/shop-orders-1", Config: { Image: "orders:1", Labels: labels } });
  const parts = [
    docker("first "),
    docker("oops\n", "stderr"),
    docker("half\n"),
    docker('{"msg":"json","level":"warn"}\n'),
  ];
  appendFileSync(path, parts.join(""));
  await startDocker();
  const records = await target.until(3);
  expect(target.messages.toSorted()).toEqual(["first half", "json", "oops"]);
  const byMessage = new Map(records.map((record) => [record.message, record]));
  expect(byMessage.get("oops")?.attributes?.["log.iostream"]).toBe("stderr");
  expect(byMessage.get("json")).toMatchObject({
    service: "orders",
    level: "warning",
    time: "1704067200500000000",
    attributes: {
      "container.id": id,
      "container.name": "shop-orders-1",
      "container.image.name": "orders:1",
      "container.label.team": "x",
      "log.iostream": "stdout",
    },
  });
});

test("docker: rotation is followed, and a container without its configuration is still read", async () => {
  mkdirSync(join(folder, id));
  const path = join(folder, id, `${id}-json.log`);
  appendFileSync(path, docker("one\n"));
  await startDocker();
  await target.until(1);
  appendFileSync(path, docker("two\n"));
  renameSync(path, `${path}.1`);
  appendFileSync(path, docker("three\n"));
  expect((await target.until(3)).map((record) => record.message).toSorted()).toEqual(["one", "three", "two"]);
  expect(target.records[0]).toMatchObject({ service: "docker", attributes: { "container.id": id } });
});

test("cri: pod, namespace and container come from the name; P and F are joined per stream", async () => {
  mkdirSync(join(folder, "pods"));
  const real = join(folder, "pods", "0.log");
  const line = (stream: string, tag: string, text: string): string =>
    `2024-01-01T00:00:00.1Z ${stream} ${tag} ${text}\n`;
  const lines = [
    line("stdout", "P", "a long "),
    line("stderr", "F", "oops"),
    line("stdout", "F", "line"),
    line("stdout", "F", "last"),
  ];
  writeFileSync(real, lines.join(""));
  symlinkSync(real, join(folder, `orders-7d9f-x2_shop_web-${id}.log`));
  input = criDefinition.create({ type: "cri", paths: [join(folder, "*.log")] }, testSurroundings(target));
  await input.start();
  const records = await target.until(3);
  expect(target.messages.toSorted()).toEqual(["a long line", "last", "oops"]);
  expect(records[0]).toMatchObject({
    service: "web",
    attributes: {
      "k8s.pod.name": "orders-7d9f-x2",
      "k8s.namespace.name": "shop",
      "k8s.container.name": "web",
      "container.id": id,
    },
  });
});

test.each([
  [
    "/var/log/pods/shop_orders-1_01234567-89ab-cdef-0123-456789abcdef/web/3.log",
    { "k8s.pod.name": "orders-1", "k8s.container.restart_count": "3" },
  ],
  ["/somewhere/else.log", { "log.file.path": "/somewhere/else.log" }],
])("cri: %s", (path, expected) => {
  expect(criDefaults(path, { type: "cri" }).attributes).toMatchObject(expected);
});
