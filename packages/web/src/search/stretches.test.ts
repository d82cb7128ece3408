import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Token } from "../query/token.js";
import { stretches } from "./stretches.js";

const token: Token = { class: "field", offset: 2, length: 3 };

describe("stretches", () => {
  it("marks tokens and the mistake", () => {
    expect(stretches("a bcd e", [token], { message: "", offset: 4, length: 2 })).toEqual([
      { text: "a ", look: "" },
      { text: "bc", look: "token-field" },
      { text: "d", look: "token-field mistake" },
      { text: " ", look: "mistake" },
      { text: "e", look: "" },
    ]);
  });

  it("gives the query again when joined, whatever the tokens", () => {
    const span = fc.record({ offset: fc.nat(20), length: fc.nat(20) });
    fc.assert(
      fc.property(fc.string(), fc.array(span), fc.option(span), (query, spans, wrong) => {
        const tokens = spans.map((at): Token => ({ class: "word", ...at }));
        const drawn = stretches(query, tokens, wrong && { message: "", ...wrong });
        expect(drawn.map(({ text }) => text).join("")).toBe(query);
      }),
    );
  });
});
