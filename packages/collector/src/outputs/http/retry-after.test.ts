import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.js";

const now = Date.parse("2026-11-21T06:00:00Z");

test.each([
  [undefined, 0],
  ["", 0],
  ["120", 120_000],
  [" 3 ", 3000],
  ["Sat, 21 Nov 2026 06:01:00 GMT", 60_000],
  ["Sat, 21 Nov 2026 05:00:00 GMT", 0],
  ["-5", 0],
  ["soon", 0],
])("%s is %i ms", (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
