import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseObject } from "../parsers/normalise.js";
import { utc } from "../timestamps/zone.js";
import { decodeLokiJson, decodeLokiProtobuf, parseLabels } from "./loki.js";
import { decodeOtlpLogsJson, decodeOtlpLogsProtobuf } from "./otlp-logs.js";
import { decodeSnappy } from "./snappy.js";

const decodeErrorCode: unknown = expect.objectContaining({ code: "CW_COLLECTOR_DECODE" });

/** Writes protobuf by hand: the opposite of what is tested, in the fewest lines. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
function key(field: number, wire: number): Buffer {
  return varint(BigInt(field * 8 + wire));
}
function chunk(field: number, data: string | Uint8Array): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([key(field, 2), varint(BigInt(bytes.length)), bytes]);
}
function number(field: number, value: bigint): Buffer {
  return Buffer.concat([key(field, 0), varint(value)]);
}
function fixed(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([key(field, 1), bytes]);
}
function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), bytes]);
}
function message(field: number, ...parts: readonly Uint8Array[]): Buffer {
  return chunk(field, Buffer.concat(parts));
}
function pair(field: number, name: string, value: Uint8Array): Buffer {
  return message(field, chunk(1, name), message(2, value));
}
/** Snappy without any compression: literals of up to 60 bytes. */
function snappy(bytes: Buffer): Buffer {
  const parts = [varint(BigInt(bytes.length))];
  for (let at = 0; at < bytes.length; at += 60) {
    const part = bytes.subarray(at, at + 60);
    parts.push(Buffer.from([(part.length - 1) << 2]), part);
  }
  return Buffer.concat(parts);
}

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const time = 1_551_783_471_123_456_789n;

const otlpProtobuf = message(
  1,
  message(1, pair(1, "service.name", chunk(1, "shop")), pair(1, "host.name", chunk(1, "web01"))),
  message(
    2,
    message(
      2,
      fixed(1, time),
      number(2, 14n),
      chunk(3, "WARN"),
      message(5, chunk(1, "hello")),
      pair(6, "user.id", number(3, -7n)),
      pair(6, "share", double(4, 0.5)),
      pair(6, "ok", number(2, 1n)),
      pair(6, "list", message(5, message(1, chunk(1, "a")), message(1, number(3, 1n)))),
      pair(6, "map", message(6, pair(1, "b", chunk(7, Buffer.from([1, 2]))))),
      pair(6, "message", chunk(1, "not the body")),
      chunk(9, Buffer.from(traceId, "hex")),
      chunk(10, Buffer.from(spanId, "hex")),
      Buffer.concat([key(8, 5), Buffer.alloc(4)]),
      fixed(11, 1n),
    ),
    message(1, chunk(1, "my.scope"), chunk(2, "1.0")),
  ),
);

const otlpJson = {
  resourceLogs: [
    {
      resource: {
        attributes: [
          { key: "service.name", value: { stringValue: "shop" } },
          { key: "host.name", value: { stringValue: "web01" } },
        ],
      },
      scopeLogs: [
        {
          scope: { name: "my.scope", version: "1.0" },
          logRecords: [
            {
              timeUnixNano: time.toString(),
              observedTimeUnixNano: "1",
              severityNumber: "SEVERITY_NUMBER_WARN2",
              severityText: "WARN",
              body: { stringValue: "hello" },
              traceId,
              spanId: Buffer.from(spanId, "hex").toString("base64"),
              attributes: [
                { key: "user.id", value: { intValue: "-7" } },
                { key: "share", value: { doubleValue: 0.5 } },
                { key: "ok", value: { boolValue: true } },
                { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: 1 }] } } },
                { key: "map", value: { kvlistValue: { values: [{ key: "b", value: { bytesValue: "AQI=" } }] } } },
                { key: "message", value: { stringValue: "not the body" } },
              ],
            },
          ],
        },
      ],
    },
  ],
};

const otlpRecord = {
  time,
  level: "warning",
  severity: 14,
  message: "hello",
  service: "shop",
  host: "web01",
  logger: "my.scope",
  traceId,
  spanId,
  attributes: {
    "user.id": "-7",
    share: "0.5",
    ok: "true",
    list: expect.stringMatching(/^\["a","?1"?\]$/) as unknown,
    "map.b": "AQI=",
    "attributes.message": "not the body",
  },
};

function normalised(records: readonly Record<string, unknown>[]): unknown[] {
  return records.map((record) => normaliseObject(record, { now: time, zone: utc }));
}

describe("OTLP logs are decoded", () => {
  it("from protobuf", () => {
    expect(normalised(decodeOtlpLogsProtobuf(otlpProtobuf))).toEqual([otlpRecord]);
  });
  it("from JSON", () => {
    expect(normalised(decodeOtlpLogsJson(Buffer.from(JSON.stringify(otlpJson))))).toEqual([otlpRecord]);
  });
  it("with an observed time, an event's name and a map as body", () => {
    const logRecords = [
      { observedTimeUnixNano: time.toString(), eventName: "login" },
      { body: { kvlistValue: { values: [{ key: "a", value: { intValue: "1" } }] } } },
    ];
    const body = Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
    expect(normalised(decodeOtlpLogsJson(body))).toEqual([
      { time, message: "login", attributes: { "event.name": "login" } },
      { message: '{"a":"1"}' },
    ]);
  });
  it("to nothing, when there is nothing", () => {
    expect(decodeOtlpLogsProtobuf(Buffer.alloc(0))).toEqual([]);
    expect(decodeOtlpLogsJson(Buffer.from("{}"))).toEqual([]);
  });
});

const labels = '{job="nginx", level="warn", hostname="web01", a="x\\"y\\nz"}';
const lokiRecord = {
  time,
  level: "warning",
  severity: 13,
  message: "hello",
  host: "web01",
  service: "nginx",
  attributes: { job: "nginx", a: 'x"y\nz', user: "7" },
};

describe("a Loki push is decoded", () => {
  it("from JSON", () => {
    const stream = { job: "nginx", level: "warn", hostname: "web01", a: 'x"y\nz' };
    const body = { streams: [{ stream, values: [[time.toString(), "hello", { user: "7" }]] }] };
    expect(normalised(decodeLokiJson(Buffer.from(JSON.stringify(body))))).toEqual([lokiRecord]);
  });
  it("from protobuf in Snappy", () => {
    const timestamp = message(1, number(1, time / 1_000_000_000n), number(2, time % 1_000_000_000n));
    const entry = message(2, timestamp, chunk(2, "hello"), message(3, chunk(1, "user"), chunk(2, "7")));
    const body = snappy(message(1, chunk(1, labels), entry, number(3, 5n)));
    expect(normalised(decodeLokiProtobuf(body))).toEqual([lokiRecord]);
  });
  it.each(["", "{", "{a}", "{a=b}", '{a="b" c="d"}', '{="b"}', '{a="b}'])("but not with the labels %s", (text) => {
    expect(() => parseLabels(text)).toThrow(decodeErrorCode);
  });
});

describe("Snappy", () => {
  it.each([
    ["a literal", "05 10 68656c6c6f", "hello"],
    ["an overlapping copy with one offset byte", "0a 04 6162 11 02", "ababababab"],
    ["a copy with two offset bytes", "06 08 616263 0a 0300", "abcabc"],
    ["a copy with four offset bytes", "06 08 616263 0b 03000000", "abcabc"],
    ["a literal with a length byte", `46 f0 45 ${"61".repeat(70)}`, "a".repeat(70)],
    ["nothing", "00", ""],
  ])("is decoded: %s", (_name, hex, expected) => {
    expect(decodeSnappy(Buffer.from(hex.replaceAll(" ", ""), "hex"), 100).toString()).toBe(expected);
  });
  it.each([
    ["no length", ""],
    ["a length beyond the bound", "ffffff7f"],
    ["a literal that is cut off", "05 10 6865"],
    ["a copy from before the start", "04 01 05"],
    ["a copy from nowhere", "05 00 61 01 00"],
    ["more than announced", "02 08 616263"],
    ["less than announced", "09 08 616263"],
    ["an element that is cut off", "09 08 616263 0b 03"],
  ])("is refused: %s", (_name, hex) => {
    expect(() => decodeSnappy(Buffer.from(hex.replaceAll(" ", ""), "hex"), 1000)).toThrow(decodeErrorCode);
  });
});

describe("hostile bodies", () => {
  function deep(levels: number): Buffer {
    let value = chunk(1, "x");
    for (let level = 0; level < levels; level++) value = message(5, message(1, value));
    return message(1, message(2, message(2, message(5, value))));
  }
  it("that nest too deep are refused", () => {
    expect(() => decodeOtlpLogsProtobuf(deep(500))).toThrow(decodeErrorCode);
    const json = `${'{"arrayValue":{"values":['.repeat(500)}{"stringValue":"x"}${"]}}".repeat(500)}`;
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json}}]}]}]}`;
    expect(() => decodeOtlpLogsJson(Buffer.from(body))).toThrow(decodeErrorCode);
  });
  it.each(["", "[]", "null", "{", '"x"'])("of JSON that is no object are refused: '%s'", (text) => {
    expect(() => decodeOtlpLogsJson(Buffer.from(text))).toThrow(decodeErrorCode);
    expect(() => decodeLokiJson(Buffer.from(text))).toThrow(decodeErrorCode);
  });
  const mutated = fc.array(fc.tuple(fc.nat(otlpProtobuf.length - 1), fc.nat(255)), { maxLength: 3 }).map((changes) => {
    const copy = Buffer.from(otlpProtobuf);
    for (const [at, byte] of changes) copy[at] = byte;
    return copy;
  });
  it("of any bytes are decoded or refused", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), mutated), (bytes) => {
        for (const decode of [decodeOtlpLogsProtobuf, decodeLokiProtobuf, decodeOtlpLogsJson, decodeLokiJson]) {
          try {
            normalised(decode(bytes));
          } catch (error) {
            expect(error).toEqual(decodeErrorCode);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
  it("of any JSON are decoded or refused", () => {
    const odd = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5, depthSize: "small" },
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom(
            "resourceLogs",
            "scopeLogs",
            "logRecords",
            "body",
            "attributes",
            "streams",
            "stream",
            "values",
            "kvlistValue",
            "arrayValue",
          ),
          fc.oneof(tie("any"), fc.array(tie("any"), { maxLength: 3 })),
          { maxKeys: 4 },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(odd, (value) => {
        for (const decode of [decodeOtlpLogsJson, decodeLokiJson]) {
          try {
            normalised(decode(Buffer.from(JSON.stringify(value))));
          } catch (error) {
            expect(error).toEqual(decodeErrorCode);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
