import { describe, expect, it } from "vitest";
import { questionOf } from "./question.js";

describe("questionOf", () => {
  function check(typed: string, query: string, base: string, hasStages: boolean): void {
    it(`asks ${query} when ${JSON.stringify(typed)} is typed`, () => {
      expect(questionOf(typed)).toMatchObject({ query, base, hasStages, mistake: null });
    });
  }
  check("  ", "*", "*", false);
  check(" level:error ", "level:error", "level:error", false);
  check("a | limit 3", "a | limit 3", "a", true);
  check("| limit 3", "| limit 3", "*", true);

  it("says where a query is wrong", () => {
    expect(questionOf("level:error (").mistake).toMatchObject({ offset: 13 });
  });
});

it("knows which questions answer with a table", () => {
  expect(questionOf("a | stats count()").makesTable).toBe(true);
  expect(questionOf("a | where b = 1").makesTable).toBe(false);
});
