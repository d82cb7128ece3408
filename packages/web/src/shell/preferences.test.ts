import { describe, expect, it } from "vitest";
import { parsePreferences } from "./preferences.js";

describe("parsePreferences", () => {
  const defaults = parsePreferences(null);

  it("reads back what was stored", () => {
    const stored = { theme: "dark", zone: "utc", wrap: true, sidebar: false };
    expect(parsePreferences(JSON.stringify(stored))).toEqual(stored);
  });

  it("takes defaults for broken or unknown values", () => {
    for (const text of ["{", "null", "7", '{"theme":"neon","zone":1,"extra":true}']) {
      expect(parsePreferences(text)).toEqual(defaults);
    }
  });
});
