import { describe, expect, it } from "vitest";
import { shorten } from "./shorten.js";

describe("shorten", () => {
  function check(text: string, charactersMax: number, expected: string): void {
    it(`${text} in ${charactersMax}`, () => expect(shorten(text, charactersMax)).toBe(expected));
  }
  check("short", 5, "short");
  check("org.apache.hadoop.ipc.Client", 16, "org.a…ipc.Client");
  check("🌲🌲🌲🌲🌲🌲", 4, "🌲…🌲🌲");
});
