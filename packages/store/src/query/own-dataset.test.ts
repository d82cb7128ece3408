import { describe, expect, test } from "vitest";
import { compile } from "./compile.js";
import { isNotOwn } from "./own-dataset.js";
import { render } from "./sql.js";

/** Whether a query leaves Cordwood's own records out. */
function leavesOut(query: string): boolean {
  return compile(query).text.includes(render(isNotOwn).text);
}

describe("Cordwood's own records", () => {
  test.each([
    ["*", true],
    ["* | stats count()", true],
    ["level:error", true],
    ["level:error | stats count() by service", true],
    ["dataset:cordwood", false],
    ["service:cordwood", false],
    ["-service:cordwood level:error", false],
    ["dataset:*", false],
    ["error (dataset:audit OR level:error)", false],
  ])("%s: left out: %s", (query, expected) => {
    expect(leavesOut(query)).toBe(expected);
  });
});
