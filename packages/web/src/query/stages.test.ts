import { describe, expect, it } from "vitest";
import { hasOpenOr, splitStages } from "./stages.js";

describe("splitStages", () => {
  function check(query: string, search: string, stages: string): void {
    it(`cuts ${query}`, () => expect(splitStages(query)).toEqual({ search, stages }));
  }
  check("a b", "a b", "");
  check("a | stats count() | limit 3", "a", "| stats count() | limit 3");
  check("| stats count()", "", "| stats count()");
  check('host:"a|b" | limit 1', 'host:"a|b"', "| limit 1");
  check("path:/a|b/ | limit 1", "path:/a|b/", "| limit 1");
  check("a\\|b | limit 1", "a\\|b", "| limit 1");
  check("don't | limit 1", "don't", "| limit 1");
  check("etc/a | limit 1", "etc/a", "| limit 1");
  check("x:'a|b'", "x:'a|b'", "");
  check("`odd|name`:1", "`odd|name`:1", "");
  check('"not closed | limit 1', '"not closed | limit 1', "");
});

describe("hasOpenOr", () => {
  function check(search: string, expected: boolean): void {
    it(`${search}: ${expected}`, () => expect(hasOpenOr(search)).toBe(expected));
  }
  check("a OR b", true);
  check("a OR(b)", true);
  check("a or b", false);
  check("(a OR b)", false);
  check('"a OR b"', false);
  check("FOR ORDER", false);
});
