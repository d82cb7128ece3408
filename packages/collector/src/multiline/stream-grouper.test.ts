import * as fc from "fast-check";
import { expect, it } from "vitest";
import { StreamGrouper } from "./stream-grouper.js";

const line = (stream: string, tag: string, text: string): string => `2024-01-01T00:00:00.1Z ${stream} ${tag} ${text}`;
const content = (record: string): string =>
  record
    .split("\n")
    .map((each) => each.replace(/^\S+ std\w+ F /, ""))
    .join("|");

/** Pushes lines as if each were one byte long; answers what came out, each with the `openAt` behind it. */
function group(lines: readonly string[]): string[] {
  const grouper = new StreamGrouper();
  const records: string[] = [];
  for (const [at, text] of lines.entries()) {
    for (let found = grouper.push(text, at); found !== undefined; found = grouper.take()) records.push(content(found));
  }
  return [...records, ...grouper.flush().map((record) => content(record))];
}

it("joins parts and traces per stream, and keeps the order in which records began", () => {
  expect(
    group([
      line("stdout", "P", "a "),
      line("stderr", "F", "Error: x"),
      line("stdout", "F", "b"),
      line("stderr", "F", "    at y (z.js:1:2)"),
      line("stdout", "F", "c"),
      line("stderr", "F", "d"),
    ]),
  ).toEqual(["a b", "Error: x|    at y (z.js:1:2)", "c", "d"]);
});

it("ends what stays open while much else waits for it", () => {
  const lines = [
    line("stdout", "P", "never ends"),
    ...Array.from({ length: 5000 }, (_, n) => line("stderr", "F", `e${n}`)),
  ];
  const records = group(lines);
  expect(records.length).toBe(5001);
  expect(records[0]).toBe("never ends");
});

it("loses and doubles nothing when it is started again at openAt", () => {
  const streams = fc.constantFrom("stdout", "stderr");
  const entry = fc.tuple(streams, fc.constantFrom("P", "F"), fc.constantFrom("x", "    at a (b.js:1:2)", "y"));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 30 }), fc.nat(30), (entries, cut) => {
      const lines = entries.map(([stream, tag, text], n) => line(stream, tag, `${text}${n}`));
      const grouper = new StreamGrouper();
      const records: string[] = [];
      const stop = Math.min(cut, lines.length);
      for (const [at, text] of lines.slice(0, stop).entries()) {
        for (let found = grouper.push(text, at); found !== undefined; found = grouper.take())
          records.push(content(found));
      }
      const again = grouper.open ? grouper.openAt : stop;
      const whole = [...records, ...group(lines.slice(again))].join("");
      for (const [n, [, , text]] of entries.entries())
        expect(whole.split(`${text}${n}`).length - 1).toBeGreaterThanOrEqual(1);
      const numbers = (whole.match(/\d+/g) ?? []).length;
      const expected = (group(lines).join("").match(/\d+/g) ?? []).length;
      expect(numbers).toBe(expected);
    }),
  );
});
