// Every binary decoder against damaged captures: it answers or refuses with its error, and what it keeps is bounded.
// MessagePack and forward have tests of their own.
import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CollectorError } from "../errors.js";
import { decompressedBytesMax, gelfPendingBytesMax, messageBytesMax, pickleBytesMax } from "../limits.js";
import { LineDecoder } from "../record/line-decoder.js";
import { LineWriter } from "../record/line-writer.js";
import { utc } from "../timestamps/zone.js";
import { parseExposition } from "./exposition.js";
import { decodeGelf } from "./gelf.js";
import { GelfChunks } from "./gelf-chunks.js";
import { inflateBounded } from "./inflate.js";
import { decodeLokiJson, decodeLokiProtobuf } from "./loki.js";
import { decodeOtlpLogsJson, decodeOtlpLogsProtobuf } from "./otlp-logs.js";
import { PythonRecords } from "./python-record.js";
import { decodeSnappy } from "./snappy.js";
import { parseStatsd } from "./statsd.js";
import { SyslogFrames } from "./syslog-frames.js";

type Decode = (bytes: Buffer) => unknown;

const pickles = JSON.parse(readFileSync(new URL("../../test-data/pickles.json", import.meta.url), "utf8")) as {
  record: string;
};

/** A protobuf field of bytes. */
function field(number: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length: number[] = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.of(number * 8 + 2, ...length), body]);
}

/** Snappy of literals alone; with `again`, a copy at the end repeats eleven bytes. */
function snappy(bytes: Buffer, again = false): Buffer {
  const length = bytes.length + (again ? 11 : 0);
  const parts: Buffer[] = [Buffer.of((length & 127) | 128, length >> 7)];
  for (let at = 0; at < bytes.length; at += 60) {
    const part = bytes.subarray(at, at + 60);
    parts.push(Buffer.of((part.length - 1) << 2), part);
  }
  return Buffer.concat([...parts, ...(again ? [Buffer.of((7 << 2) | 1, 11)] : [])]);
}

const time = Buffer.from("09000000000000f03f", "hex");
const stringValue = field(2, field(1, "value"));
const otlp = field(
  1,
  field(1, field(1, field(1, "service.name"), stringValue)),
  field(
    2,
    field(1, field(1, "scope")),
    field(2, time, field(5, field(1, "body")), field(6, field(1, "key"), stringValue), field(9, Buffer.alloc(16, 7))),
  ),
);
const loki = field(
  1,
  field(1, '{app="x", level="info"}'),
  field(2, field(1, Buffer.of(8, 1, 16, 2)), field(2, "line of text"), field(3, field(1, "k"), field(2, "v"))),
);
const gelf = JSON.stringify({ version: "1.1", host: "h", short_message: "m", timestamp: 1.5, level: 3, _a: { b: 1 } });
const record = Buffer.from(pickles.record, "hex");
const docker = '{"log":"a line\\n","stream":"stdout","time":"2024-01-01T00:00:00.5Z"}\n';

const half = Math.ceil(gelf.length / 2);
const gelfChunks = Buffer.concat([
  Buffer.of(half + 9),
  Buffer.from(`12345678\u0000\u0002${gelf.slice(0, half)}12345678\u0001\u0002${gelf.slice(half)}`),
]);

function chunked(bytes: Buffer): unknown {
  const chunks = new GelfChunks();
  const size = 1 + (bytes[0] ?? 0);
  for (let at = 1, now = 0; at < bytes.length; at += size, now += 1000) {
    const message = chunks.push(Buffer.concat([Buffer.of(0x1e, 0x0f), bytes.subarray(at, at + size)]), now);
    if (message !== undefined) decodeGelf(message);
  }
  expect(chunks.pending).toBeLessThanOrEqual(bytes.length);
  return chunks.dropped;
}

function framed(bytes: Buffer): unknown {
  const frames = new SyslogFrames(1000);
  for (let at = 0; at < bytes.length; at += 7) {
    for (const frame of frames.push(bytes.subarray(at, at + 7))) expect(frame.length).toBeLessThanOrEqual(1000);
    expect(frames.pendingBytes).toBeLessThanOrEqual(1020);
  }
  return frames.flush();
}

function pickled(bytes: Buffer): unknown {
  const records = new PythonRecords();
  const found = records.push(bytes.subarray(0, 20)).concat(records.push(bytes.subarray(20)));
  expect(records.pendingBytes).toBeLessThanOrEqual(bytes.length);
  return found;
}

function unwrapped(bytes: Buffer): unknown {
  const decoder = new LineDecoder({ defaults: { service: "", host: "", dataset: "" }, zone: utc });
  const writer = new LineWriter(1024);
  const used = decoder.decode(bytes, 0, writer);
  decoder.line(bytes.subarray(used), used, writer);
  decoder.flush(writer);
  for (const line of Buffer.from(writer.written()).toString().trimEnd().split("\n")) if (line !== "") JSON.parse(line);
  return undefined;
}

const decoders: Record<string, { decode: Decode; capture: Buffer }> = {
  "GELF, plain": { decode: decodeGelf, capture: Buffer.from(gelf) },
  "GELF, gzip": { decode: decodeGelf, capture: gzipSync(gelf) },
  "GELF, zlib": { decode: decodeGelf, capture: deflateSync(gelf) },
  "GELF in chunks": {
    decode: chunked,
    capture: gelfChunks,
  },
  inflate: { decode: (bytes) => inflateBounded("test", bytes, 1000), capture: gzipSync("x".repeat(900)) },
  snappy: {
    decode: (bytes) => decodeSnappy(bytes, 100_000),
    capture: snappy(Buffer.from("some text to be repeated ".repeat(12)), true),
  },
  "OTLP, protobuf": { decode: decodeOtlpLogsProtobuf, capture: otlp },
  "OTLP, JSON": {
    decode: decodeOtlpLogsJson,
    capture: Buffer.from(
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{"stringValue":"b"}}]}]}]}',
    ),
  },
  "Loki, protobuf": { decode: (bytes) => decodeLokiProtobuf(snappy(bytes)), capture: loki },
  "Loki, snappy": { decode: decodeLokiProtobuf, capture: snappy(loki) },
  "Loki, JSON": {
    decode: decodeLokiJson,
    capture: Buffer.from('{"streams":[{"stream":{"a":"b"},"values":[["1","line",{"c":"d"}]]}]}'),
  },
  "syslog frames": { decode: framed, capture: Buffer.from("12 <13>one two\n<13>a line\n5 <13>x<13>rest\0") },
  statsd: {
    decode: (bytes) => parseStatsd(bytes.toString("latin1")),
    capture: Buffer.from("a.b:1:2|c|@0.5|#k:v\nx:-1|g\nt:3|ms"),
  },
  exposition: {
    decode: (bytes) => parseExposition(bytes.toString("latin1")),
    capture: Buffer.from('# TYPE a counter\na{b="c\\"d"} 1e3 5\n'),
  },
  pickle: { decode: pickled, capture: record },
  docker: { decode: unwrapped, capture: Buffer.from(docker + docker) },
  "UTF-16": { decode: unwrapped, capture: Buffer.from(`\uFEFF${docker}plain ü\n`, "utf16le") },
};

/** What a line does to bytes on their way: bits turn, parts get lost, come twice, or are another length's. */
function mutations(capture: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat(capture.length);
  const change = fc.oneof(
    fc.record({ kind: fc.constant("set" as const), at, byte: fc.nat(255) }),
    fc.record({
      kind: fc.constant("fill" as const),
      at,
      byte: fc.constantFrom(0, 0x7f, 0x80, 0xff),
      count: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({ kind: fc.constant("cut" as const), at, count: fc.nat(20) }),
    fc.record({ kind: fc.constant("repeat" as const), at, count: fc.nat(40) }),
    fc.record({ kind: fc.constant("end" as const), at }),
  );
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    let bytes = Buffer.from(capture);
    for (const each of changes) {
      const from = Math.min(each.at, Math.max(0, bytes.length - 1));
      if (each.kind === "set") bytes[from] = each.byte;
      else if (each.kind === "fill") bytes.fill(each.byte, from, Math.min(bytes.length, from + each.count));
      else if (each.kind === "end") bytes = Buffer.from(bytes.subarray(0, from));
      else {
        const behind = each.kind === "cut" ? from + each.count : from;
        const again = each.kind === "cut" ? [] : [bytes.subarray(from, from + each.count)];
        bytes = Buffer.concat([bytes.subarray(0, from), ...again, bytes.subarray(behind)]);
      }
    }
    return bytes;
  });
}

function decodes(decode: Decode, bytes: Buffer): void {
  try {
    decode(bytes);
  } catch (error) {
    if (!(error instanceof CollectorError)) throw error;
    expect(error.code).toBe("CW_COLLECTOR_DECODE");
    expect(error.message.length).toBeLessThan(1000);
  }
}

describe.each(Object.entries(decoders))("%s", (_name, { decode, capture }) => {
  test("the capture is decoded", () => {
    expect(() => decode(capture)).not.toThrow();
  });
  test("damaged captures, and any bytes, are decoded or refused", () => {
    const bytes = fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: mutations(capture) }, bytes), (damaged) => {
        decodes(decode, damaged);
      }),
      { numRuns: 400 },
    );
  });
  test("every beginning of it is decoded or refused", () => {
    for (let end = 0; end < capture.length; end += 1) decodes(decode, capture.subarray(0, end));
  });
});

const beyond = Buffer.alloc(4);
beyond.writeUInt32BE(pickleBytesMax + 1);
const gigabytes = Buffer.of(0xff, 0xff, 0xff, 0xff, 0x0f);

describe("bombs and hostile lengths are refused before they take memory", () => {
  test.each<[string, Decode, Buffer]>([
    ["GELF that inflates beyond its bound", decodeGelf, gzipSync(Buffer.alloc(messageBytesMax + 1))],
    ["zlib beyond a bound", (bytes) => inflateBounded("test", bytes, 1000), deflateSync(Buffer.alloc(10_000_000))],
    ["snappy that announces 4 GiB", (bytes) => decodeSnappy(bytes, decompressedBytesMax), gigabytes],
    [
      "snappy that announces what it cannot hold",
      (bytes) => decodeSnappy(bytes, decompressedBytesMax),
      Buffer.of(0x80, 0x80, 0x80, 0x78, 0, 1),
    ],
    ["Loki in such a block", decodeLokiProtobuf, Buffer.of(0x80, 0x80, 0x80, 0x78, 0, 1)],
    ["a protobuf field of 4 GiB", decodeOtlpLogsProtobuf, Buffer.concat([Buffer.of(0x0a), gigabytes])],
    ["a protobuf length of 70 bits", decodeOtlpLogsProtobuf, Buffer.concat([Buffer.of(0x0a), Buffer.alloc(10, 0xff)])],
    ["a pickle of 4 GiB", pickled, Buffer.of(0xff, 0xff, 0xff, 0xff, 0x80)],
    ["a pickle beyond its bound", pickled, beyond],
    ["a pickled text of 2 GiB", pickled, Buffer.concat([Buffer.of(0, 0, 0, 6), Buffer.from("58ffffff7f2e", "hex")])],
    ["JSON of a million brackets", decodeGelf, Buffer.alloc(1_000_000, "[")],
    ["OTLP of a million brackets", decodeOtlpLogsJson, Buffer.from(`{"resourceLogs":${"[".repeat(1_000_000)}`)],
  ])("%s", (_name, decode, bytes) => {
    const before = process.memoryUsage().external;
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ code: "CW_COLLECTOR_DECODE" }));
    expect(process.memoryUsage().external - before).toBeLessThan(messageBytesMax + 16 * 1024 * 1024);
  });

  test("syslog frames: a count of ten million, and a line that never ends, come in parts", () => {
    const frames = new SyslogFrames(1000);
    let longest = 0;
    for (const start of ["9999999 <13>", "<13>"]) {
      frames.push(Buffer.from(start));
      for (let n = 0; n < 100; n += 1) {
        for (const frame of frames.push(Buffer.alloc(5000, "x"))) longest = Math.max(longest, frame.length);
        expect(frames.pendingBytes).toBeLessThanOrEqual(1000);
      }
      frames.flush();
    }
    expect(longest).toBe(1000);
  });

  test("GELF chunks of messages that never become whole", () => {
    const chunks = new GelfChunks();
    for (let n = 0; n < 2000; n += 1) {
      const head = Buffer.from("1e0f0000000000000000007f", "hex");
      head.writeUInt32BE(n, 2);
      chunks.push(Buffer.concat([head, Buffer.alloc(60_000)]), 0);
    }
    expect(chunks.pending * 60_000).toBeLessThanOrEqual(gelfPendingBytesMax);
    expect(chunks.dropped).toBe(2000 - chunks.pending);
  });

  test("statsd: lines beyond the bound, and names and tags that are too long", () => {
    expect(parseStatsd("a:1|c\n".repeat(5000)).samples.length).toBe(1000);
    expect(parseStatsd(`${"n".repeat(10_000)}:1|c`)).toEqual({ samples: [], refused: 1 });
    expect(parseStatsd(`a:1|c|#${"t".repeat(10_000)}`)).toEqual({ samples: [], refused: 1 });
  });
});
