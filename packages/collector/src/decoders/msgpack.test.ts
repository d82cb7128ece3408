import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Extension, MessagePackReader, decodeMessagePack } from "./msgpack.js";
import { MessagePackScanner } from "./msgpack-scanner.js";
import { encodeMessagePack } from "./msgpack-writer.js";

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

/** The values in bytes of which ever more arrive, `size` at a time. */
function readStream(bytes: Buffer, size: number): unknown[] {
  const scanner = new MessagePackScanner();
  const values: unknown[] = [];
  let at = 0;
  for (let arrived = Math.min(size, bytes.length); at < bytes.length;) {
    const here = bytes.subarray(0, arrived);
    const end = scanner.scan(here, at);
    if (end !== -1) {
      values.push(new MessagePackReader(here, at, end).read());
      at = end;
    } else if (arrived === bytes.length) break;
    else arrived = Math.min(arrived + size, bytes.length);
  }
  return values;
}

const decodeErrorCode: unknown = expect.objectContaining({ code: "CW_COLLECTOR_DECODE" });

describe("a MessagePack value is decoded", () => {
  it.each([
    ["00", 0],
    ["7f", 127],
    ["ff", -1],
    ["e0", -32],
    ["c0", null],
    ["c2", false],
    ["c3", true],
    ["cc ff", 255],
    ["cd ffff", 65_535],
    ["ce ffffffff", 4_294_967_295],
    ["cf 001fffffffffffff", Number.MAX_SAFE_INTEGER],
    ["cf ffffffffffffffff", 18_446_744_073_709_551_615n],
    ["d0 80", -128],
    ["d1 8000", -32_768],
    ["d2 80000000", -2_147_483_648],
    ["d3 8000000000000000", -9_223_372_036_854_775_808n],
    ["ca 3fc00000", 1.5],
    ["cb 3ff8000000000000", 1.5],
    ["a1 61", "a"],
    ["d9 02 c3a9", "é"],
    ["da 0001 61", "a"],
    ["db 00000001 61", "a"],
    ["c4 01 ff", Buffer.from([255])],
    ["c5 0001 ff", Buffer.from([255])],
    ["c6 00000001 ff", Buffer.from([255])],
    ["92 01 a1 62", [1, "b"]],
    ["dc 0001 01", [1]],
    ["dd 00000001 01", [1]],
    ["81 a1 61 01", { a: 1 }],
    ["82 01 02 c3 04", { 1: 2, true: 4 }],
    ["de 0001 a1 61 01", { a: 1 }],
    ["df 00000001 a1 61 01", { a: 1 }],
    ["d7 00 0000000100000002", new Extension(0, hex("0000000100000002"))],
    ["c7 01 ff aa", new Extension(-1, hex("aa"))],
  ])("%s", (bytes, expected) => {
    expect(decodeMessagePack(hex(bytes))).toEqual(expected);
    expect(readStream(hex(bytes), 1)).toEqual([expected]);
  });
});

describe("hostile bytes are refused", () => {
  it.each([
    ["nothing", ""],
    ["the byte that is never used", "c1"],
    ["an array longer than the bytes", "dd ffffffff 01"],
    ["a map longer than the bytes", "df ffffffff 01"],
    ["a text longer than the bytes", "db ffffffff 61"],
    ["bytes behind the value", "01 01"],
    ["deep nesting", "91".repeat(100_000)],
  ])("%s", (_name, bytes) => {
    expect(() => decodeMessagePack(hex(bytes))).toThrow(decodeErrorCode);
  });
});

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(tie("any"), { maxLength: 20 }),
    fc.dictionary(fc.string(), tie("any"), { maxKeys: 20, noNullPrototype: true }),
  ),
})).any;

describe("properties", () => {
  it("what was written is read back, however it is cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (values, size) => {
        const bytes = Buffer.concat(values.map((each) => encodeMessagePack(each)));
        expect(readStream(bytes, size)).toEqual(values);
      }),
    );
  });
  it("any bytes are either decoded or refused with the decoder's error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readStream(Buffer.from(bytes), 7);
          decodeMessagePack(Buffer.from(bytes));
        } catch (error) {
          expect(error).toEqual(decodeErrorCode);
        }
      }),
      { numRuns: 3000 },
    );
  });
  it("a large value in small pieces takes linear time", () => {
    const bytes = encodeMessagePack([Array.from({ length: 200_000 }, (_, index) => `value ${index}`)]);
    expect(readStream(bytes, 100).length).toBe(1);
  });
});
