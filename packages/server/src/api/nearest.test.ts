import { expect, test } from "vitest";
import { nearest } from "./nearest.js";

const known = ["query", "from", "to", "limit", "cursor"];

test.each([
  ["form", "from"],
  ["qeury", "query"],
  ["Limits", "limit"],
  ["curser", "cursor"],
  ["zzzzzz", undefined],
])("%s means %s", (word, expected) => {
  expect(nearest(word, known)).toBe(expected);
});
