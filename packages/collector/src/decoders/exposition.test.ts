import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseExposition, type ExpositionSample } from "./exposition.js";

function check(text: string, expected: Partial<ExpositionSample>[], refused = 0): void {
  const found = parseExposition(text);
  expect(found.samples).toMatchObject(expected);
  expect(found.samples.length).toBe(expected.length);
  expect(found.refused).toBe(refused);
}

it.each<[string, Partial<ExpositionSample>[], number?]>([
  ["up 1", [{ name: "up", labels: {}, value: 1, type: "" }]],
  ["# TYPE a_total counter\na_total 2.5e3 1700000000000\n", [{ name: "a_total", type: "counter", value: 2500 }]],
  ["# TYPE a counter\na_total 1", [{ type: "counter" }]],
  ['h_bucket{le="+Inf"} 7', [{ name: "h_bucket", labels: { le: "+Inf" }, value: 7 }]],
  ['a{b="x\\"y\\\\z\\n", c="d",} 1', [{ labels: { b: 'x"y\\z\n', c: "d" } }]],
  ["a{} NaN\nb -Inf", [{ value: Number.NaN }, { value: -Infinity }]],
  ["# HELP a b\n# EOF\n\n", []],
  ['1a 1\na\na{b="c 1\na{b} 1\na x\na{b="c"}', [], 6],
])("%j", (text, expected, refused = 0) => {
  check(text, expected, refused);
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-composite" }), (text) => {
      parseExposition(text);
      parseExposition(`a{${text}} 1`);
    }),
  );
});
