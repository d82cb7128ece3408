import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type HttpConfig, HttpOutput } from "./http-output.js";
import { HttpTarget } from "./testing/http-target.js";
import { record, SegmentFolder } from "./testing/segments.js";

const folder = new SegmentFolder();
const { signal } = new AbortController();
let target: HttpTarget;
let output: HttpOutput;

beforeEach(async () => {
  target = new HttpTarget({ messagesOf: () => [] });
  await target.start();
});
afterEach(async () => {
  await output.close();
  await target.stop();
});
afterAll(() => {
  folder.remove();
});

function make(config: Partial<HttpConfig> = {}): HttpOutput {
  output = new HttpOutput({ type: "http", url: `${target.url}/in?x=secret`, ...config });
  return output;
}

const given = [record("a\tb\n", { logger: "l" }), record("b")];
const ndjson = given.map((each) => `${JSON.stringify(each)}\n`).join("");

test.each([
  ["ndjson", "application/x-ndjson", ndjson],
  ["json", "application/json", JSON.stringify(given)],
  [
    "ltsv",
    "text/x-ltsv",
    "time:2023-11-14T22:13:20.123456789Z\tlevel:info\tmessage:a\\tb\\n\tservice:shop\thost:a1\tlogger:l\tdataset:diagnostic\tstatus:200\n" +
      "time:2023-11-14T22:13:20.123456789Z\tlevel:info\tmessage:b\tservice:shop\thost:a1\tdataset:diagnostic\tstatus:200\n",
  ],
] as const)("the format %s", async (format, type, expected) => {
  const segment = folder.segment(given);
  await make({ format, method: "PUT", headers: { "X-More": "1" }, compression: "none" }).deliver(segment, signal);
  expect(target.requests[0]?.body.toString()).toBe(expected);
  expect(target.requests[0]).toMatchObject({
    method: "PUT",
    url: "/in?x=secret",
    headers: { "content-type": type, "x-more": "1", "idempotency-key": `${segment.chunk}-0` },
  });
});

test("a batch is repeated under the same key", async () => {
  target.next.push({ status: 200 }, { status: 500 });
  const segment = folder.segment(given);
  make({ batch_records_max: 1 });
  await expect(output.deliver(segment, signal)).rejects.toThrow("answered 500");
  await output.deliver(segment, signal);
  expect(target.requests.map(({ headers }) => headers["idempotency-key"])).toEqual([
    `${segment.chunk}-0`,
    `${segment.chunk}-1`,
    `${segment.chunk}-1`,
  ]);
});

test("a Cordwood is told which batch it is, and the lines that it rejects are set aside", async () => {
  const answer = (line: number): string =>
    JSON.stringify({ accepted: 1, rejected: [{ line, reason: "too\u001b long" }] });
  const headers = { "content-type": "application/json; charset=UTF-8" };
  target.next.push({ status: 200, headers, body: answer(2) }, { status: 200, headers, body: answer(9) });
  const segment = folder.segment([...given, record("c")]);
  await expect(make({ batch_records_max: 2 }).deliver(segment, signal)).rejects.toMatchObject({
    lines: [{ line: 1, reason: "too\uFFFD long" }],
  });
  const batches = target.requests.map((request) => String(request.headers["x-cordwood-batch"]));
  const key = (first: number): string => `^${segment.chunk}\\.[0-9a-f]+\\.http:${first}$`;
  expect(batches).toEqual([0, 2].map((first) => expect.stringMatching(key(first)) as string));
});

test.each(["", "null", "[]", "{", '{"accepted":1}', '{"accepted":1,"rejected":[null,1,{}]}'])(
  "an answer of another server is no rejection: %s",
  async (body) => {
    target.next.push({ status: 200, headers: { "content-type": "application/json" }, body });
    await make().deliver(folder.segment(given), signal);
  },
);

test.each([
  [400, "RefusedError"],
  [413, "RefusedError"],
  [422, "RefusedError"],
  [302, "Error"],
  [401, "Error"],
  [404, "Error"],
  [429, "Error"],
  [503, "Error"],
])("an answer of %i is a %s with the reason, without the query", async (status, name) => {
  target.next.push({ status, headers: { location: "http://127.0.0.1:1/" }, body: "an\u001b[31mswered\n" });
  await expect(make().deliver(folder.segment([record("x")]), signal)).rejects.toMatchObject({
    name,
    message: `${target.url}/in answered ${status}: an\uFFFD[31mswered`,
  });
});

test("a target that asks to wait is left alone for so long", async () => {
  target.next.push({ status: 429, headers: { "retry-after": "3600" } });
  const segment = folder.segment(given);
  await expect(make().deliver(segment, signal)).rejects.toThrow("answered 429");
  const stop = new AbortController();
  const delivery = output.deliver(segment, stop.signal);
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  stop.abort();
  await expect(delivery).rejects.toMatchObject({ name: "AbortError" });
  expect(target.requests).toHaveLength(1);
});

test("a certificate that cannot be read is told with the output's name", () => {
  output = make();
  expect(() => new HttpOutput({ type: "http", url: "https://h", tls: { ca: "/nowhere.pem" } }, "central")).toThrow(
    "cannot make the output central: tls: ENOENT",
  );
});
