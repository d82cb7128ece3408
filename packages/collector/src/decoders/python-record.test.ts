import { existsSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePickle } from "./pickle.js";
import { PythonRecords } from "./python-record.js";

interface Samples {
  record: string;
  values: string[];
  evil: string[];
  containsItself: string;
}
const samples = JSON.parse(readFileSync(new URL("../../test-data/pickles.json", import.meta.url), "utf8")) as Samples;
const decodeErrorCode: unknown = expect.objectContaining({ code: "CW_COLLECTOR_DECODE" });

function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}

const numbers = [1, -2, 300, 70_000, 2 ** 40, -(2 ** 40), 2n ** 80n, 1.5, true, false, null];
const texts = ["x", "é\n€😀", Buffer.from([0, 255]), Buffer.alloc(0), [], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]];
const plainData = [...numbers, ...texts, {}, { a: { b: 1 } }, ["s", "s"], "l".repeat(300)];

describe("a pickle", () => {
  it.each([0, 1, 2, 3, 4, 5])("of plain data is decoded, protocol %d", (protocol) => {
    expect(decodePickle(hex(samples.values[protocol] ?? ""))).toEqual(plainData);
  });
  it.each([0, 1, 2, 3, 4, 5])("that calls something calls nothing here, protocol %d", (protocol) => {
    expect(decodePickle(hex(samples.evil[protocol] ?? ""))).toEqual({ a: "[python object posix.system]" });
    expect(existsSync("/tmp/cordwood-pickle")).toBe(false);
  });
  it.each([
    ["that contains itself", samples.containsItself],
    ["that is empty", ""],
    ["without a value", "2e"],
    ["with a long text", "58ffffff7f2e"],
    ["with a longer text", "8dffffffffffffffff2e"],
    ["with a mark missing", "742e"],
    ["with a memo missing", "68072e"],
    ["with a persistent object", "50780a2e"],
    ["with a registered object", "82012e"],
    ["that doubles itself", `5d7100${"28680068006c7100".repeat(40)}2e`],
  ])("%s is refused", (_name, bytes) => {
    expect(() => decodePickle(hex(bytes))).toThrow(decodeErrorCode);
  });
  it("of any bytes is decoded or refused", () => {
    const valid = hex(samples.values[4] ?? "");
    const mutated = fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(valid);
      copy[at] = byte;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), mutated), (bytes) => {
        try {
          decodePickle(Buffer.from(bytes));
        } catch (error) {
          expect(error).toEqual(decodeErrorCode);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("records of Python's SocketHandler", () => {
  const bytes = hex(samples.record);
  const expected = {
    logger: "my.app",
    message: "hello you",
    levelname: "WARNING",
    levelno: 30,
    "code.file.path": "/app/a.py",
    "code.line.number": 12,
    "code.function.name": "run",
    timestamp: 1_551_783_471.5,
    "thread.id": 140_000_000_000_000,
    "thread.name": "MainThread",
    "process.name": "MainProcess",
    "process.pid": 77,
    user: {
      id: 7,
      tags: ["a", ["b", true, null]],
      big: 2n ** 70n,
      neg: -5,
      raw: Buffer.from([255]),
      empty: Buffer.alloc(0),
    },
    when: "[python object datetime.datetime]",
    od: "[python object collections.OrderedDict]",
  };
  it("are decoded, however they are cut into pieces", () => {
    const two = Buffer.concat([bytes, bytes]);
    for (const size of [1, 7, 1000, two.length]) {
      const records = new PythonRecords();
      const found: unknown[] = [];
      for (let at = 0; at < two.length; at += size) found.push(...records.push(two.subarray(at, at + size)));
      expect(found).toEqual([expected, expected]);
      expect(records.pendingBytes).toBe(0);
    }
  });
  it("are refused when they announce too much, or are no dict", () => {
    expect(() => new PythonRecords().push(hex("ffffffff"))).toThrow(decodeErrorCode);
    expect(() => new PythonRecords().push(hex("000000025d2e"))).toThrow(decodeErrorCode);
  });
});
