import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markHits, visiblePieces, visibleText } from "./visible.js";

describe("visibleText", () => {
  function check(input: string, expected: string): void {
    it(`draws ${JSON.stringify(input)} as ${expected}`, () => expect(visibleText(input)).toBe(expected));
  }
  check("plain ünïcode 🌲", "plain ünïcode 🌲");
  check("\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m");
  check("\u001b]0;title\u0007", "\\x1b]0;title\\x07");
  check("a\r\nb\tc", "a\\r↵b→c");
  check("del\u007f c1\u009b", "del\\x7f c1\\x9b");
  check("user\u202etxt.exe", "user\\u202etxt.exe");
  check("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff");
  check("lone \ud800 surrogate", "lone \\ud800 surrogate");
  check("<script>alert(1)</script>", "<script>alert(1)</script>");

  it("leaves nothing that steers a terminal or turns direction", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

describe("visiblePieces", () => {
  it("keeps line breaks and tabs in a block", () => {
    expect(visiblePieces("a\n\tb\r", "block")).toEqual([
      { kind: "text", text: "a\n\tb" },
      { kind: "control", text: "\\r" },
    ]);
  });
});

describe("markHits", () => {
  it("splits text where the search matched and leaves controls alone", () => {
    expect(markHits(visiblePieces("Failed\u0007 failed", "line"), /failed/giu)).toEqual([
      { kind: "hit", text: "Failed" },
      { kind: "control", text: "\\x07" },
      { kind: "text", text: " " },
      { kind: "hit", text: "failed" },
    ]);
  });
});
