import { expect, test } from "vitest";
import { visible, visibleLines } from "./visible.js";

test.each([
  ["plain text, grüße, 日本語 🪵", "plain text, grüße, 日本語 🪵"],
  ["\u001b[31mred\u001b]0;title\u0007", "\\e[31mred\\e]0;title\\x07"],
  ["one\ntwo\r\tthree", "one\\ntwo\\r\\tthree"],
  ["\u009b2J", "\\x9b2J"],
  ["user\u202etxt.exe", "user\\u202etxt.exe"],
])("%j becomes %j", (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test("keeps the lines of a stack trace", () => {
  expect(visibleLines("Error: \u001b[2J\n\tat f\r\n\tat g")).toBe("Error: \\e[2J\n\tat f\n\tat g");
});
