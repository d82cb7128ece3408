import { describe, expect, it } from "vitest";
import { patternsOf } from "./patternsOf.js";

const stats = { rows_read: 0, bytes_read: 0, elapsed_ms: 0 };

describe("patternsOf", () => {
  it("reads the answer of the patterns stage", () => {
    const columns = ["template", "count", "share", "query"].map((name) => ({ name, type: "string" }));
    const rows = [["job <*> took <*> ms", 7, 0.5, "/^job .* took .* ms$/"]];
    expect(patternsOf({ columns, rows, stats })).toEqual([
      {
        pieces: [
          { text: "job ", at: 0, varies: false },
          { text: "<*>", at: 1, varies: true },
          { text: " took ", at: 2, varies: false },
          { text: "<*>", at: 3, varies: true },
          { text: " ms", at: 4, varies: false },
        ],
        count: 7,
        share: 0.5,
        query: "/^job .* took .* ms$/",
      },
    ]);
  });

  it("is nothing for another table", () => {
    expect(patternsOf({ columns: [{ name: "template", type: "string" }], rows: [], stats })).toBeNull();
  });
});
