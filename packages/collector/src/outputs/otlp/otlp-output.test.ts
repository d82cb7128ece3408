import * as fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeOtlpLogsProtobuf, ProtobufReader } from "../../decoders/index.js";
import { type Answer, HttpTarget } from "../testing/http-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { exportRequest } from "./export-request.js";
import { OtlpOutput } from "./otlp-output.js";
import { ProtobufWriter } from "./protobuf-writer.js";

test("the writer writes what the reader reads", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.nat(),
      (text, number, size) => {
        const writer = new ProtobufWriter();
        writer.message(1, () => {
          writer.text(1, text);
          writer.int64(2, number);
        });
        writer.number(3, size);
        writer.double(4, size / 3);
        const reader = ProtobufReader.of(writer.written());
        expect(reader.next() && reader.is(1, 2)).toBe(true);
        const inner = reader.message();
        if (Buffer.byteLength(text) > 0) expect(inner.next() && inner.text()).toBe(Buffer.from(text).toString());
        expect(inner.next() && inner.int64()).toBe(number);
        expect(reader.next() && reader.varint()).toBe(BigInt(size));
        expect(reader.next() && reader.double()).toBe(size / 3);
        expect(reader.next()).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});

test("a message larger than the first buffer is written whole", () => {
  const writer = new ProtobufWriter();
  const texts = ["a".repeat(100_000), "😀".repeat(40_000)];
  writer.message(1, () => {
    for (const text of texts) writer.text(2, text);
  });
  const reader = ProtobufReader.of(writer.written());
  reader.next();
  const inner = reader.message();
  expect(texts.map(() => inner.next() && inner.text())).toEqual(texts);
});

test("records come with resource, scope, times, severity, ids and attributes", () => {
  const ids = { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" };
  const records = [record("one", { logger: "db", ...ids }), record("two", { service: "web" })];
  const shared = { "host.name": "a1", "data_stream.dataset": "diagnostic", time_unix_nano: "1700000000123456789" };
  const level = { severityNumber: 9, severityText: "info", status: 200n };
  expect(decodeOtlpLogsProtobuf(exportRequest(records, true))).toEqual([
    { ...shared, ...level, ...ids, "service.name": "shop", logger: "db", message: "one" },
    { ...shared, ...level, "service.name": "web", message: "two" },
  ]);
  expect(decodeOtlpLogsProtobuf(exportRequest(records, false))[0]).toMatchObject({ status: "200" });
});

describe("an answer of partial success", () => {
  const folder = new SegmentFolder();
  const { signal } = new AbortController();
  let target: HttpTarget;
  let output: OtlpOutput;

  beforeEach(async () => {
    target = new HttpTarget({ messagesOf: () => [] });
    await target.start();
    output = new OtlpOutput({ type: "otlp", url: target.url, compression: "none" });
  });
  afterEach(async () => {
    await output.close();
    await target.stop();
  });
  afterAll(() => {
    folder.remove();
  });

  function partial(rejected: number, message: string): Answer {
    const writer = new ProtobufWriter();
    writer.message(1, () => {
      writer.number(1, rejected);
      writer.text(2, message);
    });
    return { status: 200, headers: { "content-type": "application/x-protobuf" }, body: Buffer.from(writer.written()) };
  }

  test("with rejected records sets those that came together aside", async () => {
    target.next.push(partial(1, "too old"));
    const error: unknown = await output
      .deliver(folder.segment([record("a"), record("b")]), signal)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      name: "RefusedError",
      message: `${target.url}/v1/logs rejected 1 of 2 records that came together: too old`,
    });
    expect(target.requests).toHaveLength(1);
  });

  test("with a warning alone is a success", async () => {
    target.next.push(partial(0, "use gzip"));
    await output.deliver(folder.segment([record("a")]), signal);
    expect(target.requests[0]).toMatchObject({
      url: "/v1/logs",
      headers: { "content-type": "application/x-protobuf" },
    });
  });
});
