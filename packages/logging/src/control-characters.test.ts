import { expect, test } from "vitest";
import { onOneLine, withoutCommands } from "./control-characters.js";

test.each([
  ["a\nb\r", "a\\nb\\r"],
  ["\u001b[2J", "\\u001b[2J"],
  ["\u009b2J \u0085", "\\u009b2J \\u0085"],
  ["tab\t, \u0080, \u0081 and \u0099 do nothing", "tab\t, \u0080, \u0081 and \u0099 do nothing"],
])("%j is shown on one line", (text, expected) => {
  expect(onOneLine(text)).toBe(expected);
});

test("line ends may stay", () => {
  expect(withoutCommands("a\n\u0007")).toBe("a\n\\u0007");
});
