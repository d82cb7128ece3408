import { expect, test } from "vitest";
import { plain } from "../terminal/paint.js";
import { prettyLine } from "./pretty.js";

test.each([
  ["plain \u001b[31mline", "plain \\e[31mline"],
  ['{"level":30,"time":1769860800000,"msg":"hi","n":1}', "2026-01-31 12:00:00.000 info     hi n=1"],
  [
    '{"level":"error","timestamp":"2026-01-31T12:00:00.000Z","message":"no","name":"app"}',
    "2026-01-31 12:00:00.000 error    app no",
  ],
  ['{"broken', '{"broken'],
])("%s", (line, expected) => {
  expect(prettyLine(line, plain)).toBe(expected);
});
