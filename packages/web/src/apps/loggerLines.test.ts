import type { AppLogger } from "@cordwood/server/api";
import { describe, expect, it } from "vitest";
import { levelChoices, loggerLines } from "./loggerLines.js";

function logger(name: string, level: string | null = null): AppLogger {
  return { name, level, effective_level: level ?? "WARNING", until: null };
}

describe("loggerLines", () => {
  const names = ["", "shop", "shop-admin", "shop.cart", "shop.cart.price", "web.access", "web.errors"];
  function check(wanted: string, expected: string[]): void {
    it(`shows ${JSON.stringify(wanted)} as ${expected.join(" | ")}`, () => {
      const lines = loggerLines(names.map((name) => logger(name)).toReversed(), wanted);
      expect(lines.map((line) => `${"> ".repeat(line.depth)}${line.label}`)).toEqual(expected);
    });
  }

  check("", ["root", "shop", "> cart", "> > price", "shop-admin", "web.access", "web.errors"]);
  check("CART", ["shop.cart", "shop.cart.price"]);
  check("roo", ["root"]);
  check("nothing", []);

  it("keeps full names", () => {
    const lines = loggerLines([logger("a"), logger("a.b")], "");
    expect(lines.map((line) => line.name)).toEqual(["a", "a.b"]);
  });
});

describe("levelChoices", () => {
  it("adds the levels of the application's own, once, and no numbers", () => {
    const used = [logger("", "INFO"), logger("a", "NOTICE"), logger("b", "NOTICE"), logger("c", "Level 15")];
    expect(levelChoices(used).slice(5)).toEqual(["CRITICAL", "NOTICE"]);
  });
});
