import { expect, test } from "vitest";
import { lineBytesMax } from "../limits.js";
import { utc } from "../timestamps/zone.js";
import { LineDecoder } from "./line-decoder.js";
import { LineWriter } from "./line-writer.js";

interface Found {
  message: string;
  level: string;
  time: string;
  parse_error: string;
}

/** Decodes the bytes in pieces of `size`, as a reader does. */
function decode(bytes: Buffer, size: number = bytes.length, at = 0): Found[] {
  const decoder = new LineDecoder({ defaults: { service: "", host: "", dataset: "" }, zone: utc });
  const writer = new LineWriter();
  let read = 0;
  for (let end = Math.min(size, bytes.length); ; end = Math.min(end + size, bytes.length)) {
    read += decoder.decode(bytes.subarray(read, end), at + read, writer);
    if (end === bytes.length) break;
  }
  if (read < bytes.length) decoder.line(bytes.subarray(read), at + read, writer);
  decoder.flush(writer);
  const lines = Buffer.from(writer.written()).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Found);
}

const text =
  '2024-01-01 00:00:00 ERROR Größe überschritten\r\n    at a (b.js:1:2)\r\n{"msg":"ü","level":"warn"}\r\nlast';
const expected = ["Größe überschritten\n    at a (b.js:1:2)", "ü", "last"];

function wide(body: string, order: "le" | "be"): Buffer {
  const bytes = Buffer.from(`\uFEFF${body}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}

test.each([
  ["le", 1_000_000],
  ["be", 1_000_000],
  ["le", 7],
  ["be", 7],
] as const)("UTF-16 (%s) with its mark is read in pieces of %d bytes", (order, size) => {
  const records = decode(wide(text, order), size);
  expect(records.map((record) => record.message)).toEqual(expected);
  expect(records.map((record) => record.level)).toEqual(["error", "warning", ""]);
});

test.each(["le", "be"] as const)("UTF-16 (%s) is recognised when a file is read on from the middle", (order) => {
  const bytes = wide(`first line\n${text}`, order);
  const middle = 2 + "first line\n".length * 2;
  expect(decode(bytes.subarray(middle), 1_000_000, middle).map((record) => record.message)).toEqual(expected);
});

test("UTF-8 with zeros in it is not taken for UTF-16", () => {
  expect(decode(Buffer.from("a\0b\0 zeros in the text of a line\n"), 100, 50)[0]?.message).toContain("zeros in");
});

test("so does one that is a JSON object", () => {
  const head = '{"level":"warn","time":"2024-01-01T00:00:00Z","a":{"b":[1,2]},"msg":"';
  const [first, ...rest] = decode(Buffer.from(`${head}${"x".repeat(lineBytesMax * 2)}"}\n`), 300_000);
  expect(first).toMatchObject({ level: "warning", time: "1704067200000000000", attributes: { "a.b": "[1,2]" } });
  expect(first?.message.length).toBe(lineBytesMax);
  expect(rest.length).toBeGreaterThanOrEqual(1);
});

test.each([
  ["UTF-8", (body: string) => Buffer.from(body)],
  ["UTF-16", (body: string) => wide(body, "le")],
])("the first part of a line that is too long keeps its time and level (%s)", (_name, encode) => {
  const records = decode(encode(`2024-01-01 00:00:00 ERROR ${"x".repeat(lineBytesMax * 2)}\nnext\n`), 300_000);
  expect(records[0]).toMatchObject({ level: "error", time: "1704067200000000000" });
  expect(records[0]?.parse_error).toContain("part 1");
  expect(records.at(-1)?.message).toBe("next");
  expect(records.slice(0, -1).reduce((sum, record) => sum + record.message.length, 0)).toBe(lineBytesMax * 2);
});
