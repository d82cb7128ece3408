import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SyslogFrames } from "./syslog-frames.js";

function frames(text: string, size: number = text.length, bytesMax = 100): string[] {
  const decoder = new SyslogFrames(bytesMax);
  const bytes = Buffer.from(text);
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...decoder.push(bytes.subarray(at, at + size)));
  const rest = decoder.flush();
  return [...found, ...(rest === undefined ? [] : [rest])].map((frame) => frame.toString());
}

describe("frames are told apart", () => {
  it.each([
    ["newlines", "<1>a\n<2>b\r\n<3>c", ["<1>a", "<2>b", "<3>c"]],
    ["NUL", "<1>a\0<2>b\0", ["<1>a", "<2>b"]],
    ["octet counts", "4 <1>a6 <2>b\nc5 <3>d\n", ["<1>a", "<2>b\nc", "<3>d"]],
    ["both, mixed", "4 <1>a<2>b\n4 <3>c", ["<1>a", "<2>b", "<3>c"]],
    ["a text that starts with digits", "2019-03-05 x\n", ["2019-03-05 x"]],
    ["a count that is none", "0 x\n12345678 y\n", ["0 x", "12345678 y"]],
    ["empty frames", "\n\n\n", []],
    ["a long line, cut", `${"a".repeat(250)}\n`, ["a".repeat(100), "a".repeat(100), "a".repeat(50)]],
    [
      "a long counted frame, cut",
      `250 ${"a".repeat(250)}4 <1>b`,
      ["a".repeat(100), "a".repeat(100), "a".repeat(50), "<1>b"],
    ],
  ])("%s", (_name, text, expected) => {
    expect(frames(text)).toEqual(expected);
    expect(frames(text, 1)).toEqual(expected);
    expect(frames(text, 3)).toEqual(expected);
  });
});

it("reads back what was counted, however it is cut into pieces", () => {
  const message = fc.string({ minLength: 1 }).filter((text) => !text.endsWith("\n"));
  fc.assert(
    fc.property(fc.array(message), fc.integer({ min: 1, max: 9 }), (messages, size) => {
      const text = messages.map((each) => `${Buffer.byteLength(each)} ${each}`).join("");
      expect(frames(text, size, 1000)).toEqual(messages);
    }),
  );
});
it("keeps no more than a frame", () => {
  const decoder = new SyslogFrames(1000);
  let bytes = 0;
  for (let count = 0; count < 1000; count++) {
    for (const frame of decoder.push(Buffer.alloc(100, "9"))) bytes += frame.length;
  }
  expect(bytes).toBeGreaterThan(98_000);
});
