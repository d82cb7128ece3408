import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type StatsdSample, parseStatsd } from "./statsd.js";

const sample: StatsdSample = { name: "a.b", type: "counter", value: 1, relative: false, rate: 1, tags: {} };

describe("a StatsD line is read", () => {
  const cases: [string, StatsdSample[]][] = [
    ["a.b:1|c", [sample]],
    ["a.b:2|c|@0.1", [{ ...sample, value: 2, rate: 0.1 }]],
    ["a.b:320|ms", [{ ...sample, type: "timer", value: 320 }]],
    ["a.b:-1.5|g", [{ ...sample, type: "gauge", value: -1.5, relative: true }]],
    ["a.b:7|g", [{ ...sample, type: "gauge", value: 7 }]],
    ["a.b:bob|s", [{ ...sample, type: "set", value: "bob" }]],
    [
      "a.b:1:2|d|#env:prod,x|@0.5",
      [1, 2].map((value) =>
        Object.assign({}, sample, { type: "distribution", value, rate: 0.5, tags: { env: "prod", x: "" } }),
      ),
    ],
    ["a.b:1|c\r\na.b:1|c\n", [sample, sample]],
  ];
  it.each(cases)("%s", (text, samples) => {
    expect(parseStatsd(text)).toEqual({ samples, refused: 0 });
  });
});

describe("what is no measurement is counted", () => {
  it.each(["a", "a:|c", ":1|c", "a:x|c", "a:1|", "a:1|constructor", "a:1|q", "a:1e999|c", `${"a".repeat(300)}:1|c`])(
    "%s",
    (text) => {
      expect(parseStatsd(text)).toEqual({ samples: [], refused: 1 });
    },
  );
  it("as are lines beyond the bound", () => {
    const packet = parseStatsd("a:1|c\n".repeat(5000));
    expect(packet.samples.length).toBe(1000);
    expect(packet.refused).toBe(1);
  });
  it("and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab:|@#.1-,\n".split("")) }), (text) => {
        for (const { rate, value } of parseStatsd(text).samples) {
          expect(rate > 0 && rate <= 1).toBe(true);
          expect(Number.isNaN(value)).toBe(false);
        }
      }),
    );
  });
});
