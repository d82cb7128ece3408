import { collectorErrorCodes } from "@cordwood/collector";
import { serverErrorCodes } from "@cordwood/server";
import { storeErrorCodes } from "@cordwood/store";
import { expect, test } from "vitest";
import { exitCodeByCode, exitCodeFor, exitCodes } from "./exit-codes.js";

test("knows only codes that exist, each once", () => {
  const existing = new Set<string>([...storeErrorCodes, ...collectorErrorCodes, ...serverErrorCodes]);
  const known = exitCodeByCode.map(([code]) => code);
  expect(known.filter((code) => !existing.has(code))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

test.each([
  ["CW_STORE_NEWER", exitCodes.dataFormat],
  ["CW_SERVER_PORT_IN_USE", exitCodes.address],
  ["CW_STORE_ENGINE", exitCodes.failed],
  ["ENOENT", exitCodes.failed],
])("%s ends with %i", (code, expected) => {
  expect(exitCodeFor(code)).toBe(expected);
});
