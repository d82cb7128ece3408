import { deflateSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utc } from "../timestamps/zone.js";
import { normaliseObject } from "../parsers/normalise.js";
import { GelfChunks } from "./gelf-chunks.js";
import { decodeGelf } from "./gelf.js";

const decodeErrorCode: unknown = expect.objectContaining({ code: "CW_COLLECTOR_DECODE" });
const message = Buffer.from(
  JSON.stringify({
    version: "1.1",
    host: "web01",
    short_message: "short",
    full_message: "short\nand long",
    timestamp: 1551783471.123,
    level: 4,
    _user_id: 7,
    _logger: "app",
  }),
);
const expected = {
  host: "web01",
  message: "short\nand long",
  timestamp: 1551783471.123,
  level: 4,
  user_id: 7,
  logger: "app",
};

function chunk(id: number, number: number, count: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.set([0x1e, 0x0f]);
  head.writeBigUInt64BE(BigInt(id), 2);
  head.set([number, count], 10);
  return Buffer.concat([head, data]);
}

describe("a GELF message is decoded", () => {
  it.each([
    ["plain", message],
    ["gzip", gzipSync(message)],
    ["zlib", deflateSync(message)],
  ])("%s", (_name, bytes) => {
    expect(decodeGelf(bytes)).toEqual(expected);
  });
  it("and becomes a record", () => {
    const record = normaliseObject(decodeGelf(message), { now: 0n, zone: utc });
    expect(record).toEqual({
      time: 1_551_783_471_123_000_000n,
      level: "warning",
      severity: 13,
      message: "short\nand long",
      host: "web01",
      logger: "app",
      attributes: { user_id: "7" },
    });
  });
  it("from its chunks, in any order, twice over", () => {
    const chunks = new GelfChunks();
    const compressed = gzipSync(message);
    const parts = [0, 1, 2].map((number) =>
      chunk(1, number, 3, compressed.subarray(number * 50, number === 2 ? undefined : (number + 1) * 50)),
    );
    expect(chunks.push(parts[2] ?? message, 0)).toBeUndefined();
    expect(chunks.push(parts[0] ?? message, 0)).toBeUndefined();
    expect(chunks.push(parts[0] ?? message, 0)).toBeUndefined();
    expect(decodeGelf(chunks.push(parts[1] ?? message, 0) ?? message.subarray(0, 1))).toEqual(expected);
    expect(chunks.pending).toBe(0);
  });
});

describe("hostile datagrams", () => {
  it.each([
    ["no JSON", Buffer.from("hello")],
    ["no object", Buffer.from("[1]")],
    ["damaged gzip", Buffer.concat([gzipSync(message).subarray(0, 30), Buffer.alloc(10)])],
    ["a bomb", gzipSync(Buffer.alloc(70 * 1024 * 1024))],
  ])("with %s are refused", (_name, bytes) => {
    expect(() => decodeGelf(bytes)).toThrow(decodeErrorCode);
  });
  it.each([
    ["no data", chunk(1, 0, 1, Buffer.alloc(0))],
    ["a number beyond the count", chunk(1, 3, 3, message)],
    ["too many chunks", chunk(1, 0, 129, message)],
    ["no count", chunk(1, 0, 0, message)],
    ["only the magic bytes", Buffer.from([0x1e, 0x0f])],
  ])("with a chunk of %s are refused", (_name, bytes) => {
    expect(() => new GelfChunks().push(bytes, 0)).toThrow(decodeErrorCode);
  });
  it("that never complete are dropped by number, by bytes and by time", () => {
    const many = new GelfChunks();
    for (let id = 0; id < 3000; id++) many.push(chunk(id, 0, 2, Buffer.from("x")), 0);
    expect([many.pending, many.dropped]).toEqual([1024, 1976]);
    many.push(chunk(9999, 0, 2, Buffer.from("x")), 6000);
    expect([many.pending, many.dropped]).toEqual([1, 3000]);
    const large = new GelfChunks();
    for (let id = 0; id < 500; id++) large.push(chunk(id, 0, 2, Buffer.alloc(65_000)), 0);
    expect(large.pending).toBeLessThan(260);
  });
  it("of any bytes are decoded or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeGelf(new GelfChunks().push(bytes, 0) ?? bytes);
        } catch (error) {
          expect(error).toEqual(decodeErrorCode);
        }
      }),
    );
  });
});
