import { expect, test } from "vitest";
import { hintsOf } from "./hints.js";
import { parse } from "./parser.js";

test.each([
  ["timeout AND refused", 0],
  ["timeout and refused", 1],
  ["a or (b And not c)", 3],
  ["or", 0],
  ['a "or" b', 0],
  ["level:eror", 1],
  ["a -(level:warnin OR level:Fatal)", 1],
  ["level:error level:notice level:*", 0],
])("%s has %d hints", (query, count) => {
  expect(hintsOf(parse(query))).toHaveLength(count);
});
