import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type CountedMetric, CountedMetrics } from "../../processors/counted-metrics.js";
import { testSurroundings } from "../testing/network-options.js";
import { RecordTarget } from "../testing/record-target.js";
import { type StatsdConfig, statsdDefinition, type StatsdInput } from "./statsd-input.js";

let input: StatsdInput | undefined;
afterEach(async () => {
  await input?.stop();
  input = undefined;
});

async function start(config: Partial<StatsdConfig> = {}): Promise<{ counted: CountedMetrics; target: RecordTarget }> {
  const counted = new CountedMetrics();
  const target = new RecordTarget();
  const whole: StatsdConfig = { type: "statsd", listen: "127.0.0.1:0", ...config };
  input = statsdDefinition.create(whole, { ...testSurroundings(target), counted }) as StatsdInput;
  await input.start();
  return { counted, target };
}

/** Sends lines over TCP and resolves when they are taken. */
async function send(...lines: string[]): Promise<void> {
  const socket = connect(input?.ports.tcp ?? 0, "127.0.0.1");
  socket.resume();
  socket.end(`${lines.join("\n")}\n`);
  await new Promise((resolve) => socket.once("close", resolve));
}

test.each<[string[], Partial<CountedMetric>]>([
  [["hits:1|c", "hits:2|c|@0.1"], { name: "hits_total", kind: "counter", labels: {}, value: 21 }],
  [["a.b-c:1|c|#env:prod"], { name: "a_b_c_total", labels: { env: "prod" }, value: 1 }],
  [["g:5|g", "g:-2|g", "g:+4|g"], { name: "g", kind: "gauge", value: 7 }],
  [["t:100|ms", "t:300|ms|@0.5"], { name: "t_seconds", kind: "histogram", sum: 0.7, count: 3 }],
  [["h:3|h", "h:5|d"], { name: "h", kind: "histogram", sum: 8, count: 2 }],
  [["u:bob|s", "u:eve|s", "u:bob|s"], { name: "u", kind: "gauge", value: 2 }],
])("%j", async (lines, expected) => {
  const { counted } = await start();
  await send(...lines);
  const [found, ...others] = counted.snapshot();
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    ...expected,
    ...(expected.sum !== undefined && { sum: expect.closeTo(expected.sum) }),
  });
});

test("the same over UDP", async () => {
  const { counted } = await start();
  const socket = createSocket("udp4");
  socket.send("one:1|c\ntwo:2|c", input?.ports.udp ?? 0, "127.0.0.1");
  for (let n = 0; n < 400 && counted.snapshot().length < 2; n += 1) await sleep(5);
  socket.close();
  expect(counted.snapshot().map(({ name, value }) => [name, value])).toEqual([
    ["one_total", 1],
    ["two_total", 2],
  ]);
});

test("an interval can be kept as records", async () => {
  const { target } = await start({ records: true, interval_s: 60 });
  await send("t:100|ms|#a:b", "t:300|ms|#a:b", "hits:3|c", "u:x|s");
  await input?.stop();
  const byName = new Map(target.records.map((record) => [record.attributes?.["metric.name"], record]));
  expect(byName.get("t")).toMatchObject({
    message: "t 200",
    dataset: "metrics",
    attributes: { "metric.type": "timer", count: "2", min: "100", max: "300", a: "b" },
  });
  expect(byName.get("hits")?.message).toBe("hits 3");
  expect(byName.get("u")?.message).toBe("u 1");
});

test("lines in pieces, thousands of lines, and lines that are none", async () => {
  const { counted } = await start();
  const lines = Array.from({ length: 5000 }, () => "hits:1|c");
  await send(...lines, "nonsense", "é:1|c");
  expect(counted.snapshot().map(({ name, value }) => [name, value])).toEqual([
    ["hits_total", 5000],
    ["__total", 1],
  ]);
  expect(input?.counts.errors).toBe(1);
});

test("a line without an end closes the connection", async () => {
  await start();
  const socket = connect(input?.ports.tcp ?? 0, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("x".repeat(100_000));
  await new Promise((resolve) => socket.once("close", resolve));
  expect(input?.counts.errors).toBe(1);
});

test("hundreds of names have room, series beyond the bound of all of them have none of their own", async () => {
  const { counted } = await start();
  const names = Array.from({ length: 300 }, (_, n) => `name${n}:1|c`);
  // 200 values of a label are told apart, so each metric has 200 series at most.
  const series = Array.from({ length: 60 * 200 }, (_, n) => `m${Math.floor(n / 200)}:1|c|#v:${n % 200}`);
  await send(...names, ...series);
  expect(counted.snapshot().filter(({ name }) => name.startsWith("name")).length).toBe(300);
  expect(counted.snapshot().length).toBeLessThanOrEqual(10_000 + 60);
});

test("what there is no room for is counted: another type or more labels under the same name", async () => {
  const { counted } = await start();
  await send("x:1|g", "x:1|h", "n:1|c|#a:1", "n:1|c|#a:1,b:2");
  expect(input?.counts.dropped["no_room"]).toBe(1);
  expect(counted.snapshot().find(({ name }) => name === "n_total")).toMatchObject({ labels: { a: "1" }, value: 2 });
});
