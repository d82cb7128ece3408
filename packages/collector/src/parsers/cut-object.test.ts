import * as fc from "fast-check";
import { expect, test } from "vitest";
import { utc } from "../timestamps/zone.js";
import { parseCutObject } from "./cut-object.js";

const context = { now: 0n, zone: utc };

test.each([
  ['{"level":"warn","msg":"abc', "warning"],
  ['{"a":"x\\"y,{","level":"error","b":{"level":"info","c":[1,', "error"],
  ['{"level":"warn"', undefined],
  ['{"msg":"a,b', undefined],
  ["plain, text", undefined],
  ["{", undefined],
])("%s", (text, level) => {
  const found = parseCutObject(text, context);
  expect(found?.level).toBe(level);
  if (found !== undefined) expect(found.message).toBe(text);
});

test("never throws, wherever an object is cut", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      parseCutObject(`{"a":${json},"b":1}`.slice(0, cut % (json.length + 12)), context);
    }),
  );
});
