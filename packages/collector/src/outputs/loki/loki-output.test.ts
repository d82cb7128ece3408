import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { HttpTarget } from "../testing/http-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { type LokiConfig, LokiOutput, lokiOutput } from "./loki-output.js";

const folder = new SegmentFolder();
const { signal } = new AbortController();
let target: HttpTarget;
let output: LokiOutput;

beforeEach(async () => {
  target = new HttpTarget({ messagesOf: () => [], taken: () => ({ status: 204 }) });
  await target.start();
});
afterEach(async () => {
  await output.close();
  await target.stop();
});
afterAll(() => {
  folder.remove();
});

async function pushed(config: Partial<LokiConfig>, ...records: ReturnType<typeof record>[]): Promise<unknown> {
  output = new LokiOutput({ type: "loki", url: target.url, ...config });
  await output.deliver(folder.segment(records), signal);
  return JSON.parse(target.requests[0]?.body.toString() ?? "");
}

test("records of the same labels are a stream, in the order of their times", async () => {
  const body = await pushed(
    { tenant: "team" },
    record("second", { time: "1700000000123456790", logger: "db" }),
    record("bad", { level: "error" }),
    record("first"),
    record("long ago", { time: "999999999" }),
  );
  const values = [
    ["999999999", "long ago", { status: "200", level: "info", dataset: "diagnostic" }],
    ["1700000000123456789", "first", { status: "200", level: "info", dataset: "diagnostic" }],
    ["1700000000123456790", "second", { status: "200", level: "info", logger: "db", dataset: "diagnostic" }],
  ];
  expect(body).toMatchObject({
    streams: [
      { stream: { service_name: "shop", host: "a1", level: "info" }, values },
      { stream: { level: "error" }, values: [["1700000000123456789", "bad", { level: "error" }]] },
    ],
  });
  expect(target.requests[0]).toMatchObject({
    url: "/loki/api/v1/push",
    headers: { "x-scope-orgid": "team", "content-type": "application/json", "content-encoding": "gzip" },
  });
});

test("labels may be any fields, and the line the whole record", async () => {
  const given = record("m");
  expect(await pushed({ labels: { job: "app/{service}", code: "{status}" }, line: "json" }, given)).toEqual({
    streams: [{ stream: { job: "app/shop", code: "200" }, values: [[given.time, JSON.stringify(given)]] }],
  });
});

test("the whole address may be given", async () => {
  await pushed({ url: `${target.url}/loki/api/v1/push` }, record("m"));
  expect(target.requests[0]?.url).toBe("/loki/api/v1/push");
});

test("a label's name must be one", async () => {
  output = new LokiOutput({ type: "loki", url: target.url });
  const options = { type: "loki", url: "http://h", labels: { "a-b": "x" } };
  expect(lokiOutput.schema.safeParse(options).success).toBe(false);
});
