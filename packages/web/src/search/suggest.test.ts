import { describe, expect, it } from "vitest";
import { suggest, suggestRecent } from "./suggest.js";

const known = {
  field: "status",
  values: [
    { value: "200", detail: "12" },
    { value: "a b", detail: "3" },
  ],
};

describe("suggest", () => {
  it("offers values with their counts and says which field is asked for", () => {
    const { offers, field } = suggest("x status:", 9, ["status"], known);
    expect(field).toBe("status");
    expect(offers.map(({ insert, detail }) => [insert, detail])).toEqual([
      ["200 ", "12"],
      ['"a b" ', "3"],
    ]);
  });

  it("replaces what is typed of a word, up to the caret", () => {
    const { offers, field } = suggest("a sta b", 5, ["status"], known);
    expect(field).toBeNull();
    expect(offers[0]).toMatchObject({ insert: "status:", from: 2, to: 5 });
  });

  it("offers no values of a field whose values are not known yet", () => {
    expect(suggest("host:", 5, [], known)).toEqual({ offers: [], field: "host" });
  });
});

describe("suggestRecent", () => {
  it("offers other searches that hold what is typed, in place of the whole query", () => {
    const found = suggestRecent(["level:error", "Error page", "x"], "error");
    expect(found.map(({ insert }) => insert)).toEqual(["level:error", "Error page"]);
    expect(found[0]).toMatchObject({ from: 0, to: 5 });
  });
});
