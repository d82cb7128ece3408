import { expect, test } from "vitest";
import { plain } from "./paint.js";
import { recordLine } from "./record-line.js";

const row = {
  time: "2026-01-31T12:00:00.123456789Z",
  level: "error",
  severity: 17,
  service: "shop",
  logger: "cart",
  message: "payment failed",
};

test("shows a record on one line", () => {
  expect(recordLine({ ...row, attributes: { sku: "apple", note: "two words" } }, plain)).toBe(
    '2026-01-31 12:00:00.123 error    shop cart payment failed sku=apple note="two words"',
  );
});

test("puts a stack trace below", () => {
  expect(recordLine({ ...row, attributes: { "exception.stacktrace": "Error: x\n  at f" } }, plain)).toBe(
    "2026-01-31 12:00:00.123 error    shop cart payment failed\n    Error: x\n      at f",
  );
});

test("shows control characters instead of sending them", () => {
  const line = recordLine({ message: "\u001b[2Jgone", attributes: { "a\u0007": "b\nc" } }, plain);
  expect(line).toBe('-        \\e[2Jgone a\\x07="b\\nc"');
});
