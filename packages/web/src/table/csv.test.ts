import { describe, expect, it } from "vitest";
import { printCsv } from "./csv.js";

describe("printCsv", () => {
  function check(value: unknown, expected: string): void {
    it(`writes ${JSON.stringify(value)} as ${JSON.stringify(expected)}`, () => {
      const stats = { rows_read: 0, bytes_read: 0, elapsed_ms: 0 };
      expect(printCsv({ columns: [{ name: "a", type: "String" }], rows: [[value]], stats })).toBe(
        `a\r\n${expected}\r\n`,
      );
    });
  }
  check("plain", "plain");
  check('a "b", c', '"a ""b"", c"');
  check("two\nlines", '"two\nlines"');
  check("=HYPERLINK(1)", "'=HYPERLINK(1)");
  check(-5, "-5");
  check("-cmd", "'-cmd");
  check(null, "");
});
