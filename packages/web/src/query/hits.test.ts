import { describe, expect, it } from "vitest";
import { hitPattern } from "./hits.js";

describe("hitPattern", () => {
  function check(search: string, message: string, expected: string[]): void {
    it(`${search} in ${message}`, () => {
      const pattern = hitPattern(search);
      expect(pattern === null ? [] : message.match(pattern)).toEqual(expected);
    });
  }
  check("failed login", "Login failed; relogin failedly", ["Login", "failed"]);
  check('"a (b"', "x A (b y", ["A (b"]);
  check("conn* level:error", "connection connect", ["conn", "conn"]);
  check("keep -drop NOT this", "keep drop this", ["keep"]);
  check("level:error", "error", []);
  check("x | stats count()", "x count", ["x"]);
  check("*", "anything", []);
});
