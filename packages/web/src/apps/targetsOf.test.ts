import { expect, it } from "vitest";
import { targetsOf } from "./targetsOf.js";

const apps = [
  ["a1", "shop"],
  ["b1", "stock"],
  ["a2", "shop"],
].map(([id = "", service = ""]) => {
  return { id, service, version: "", host: "", pid: 1, connected_at: "", loggers: [] };
});

it("sets a level in one application alone, or in all of its service", () => {
  expect([...targetsOf(apps, false)]).toEqual([
    ["a1", ["a1"]],
    ["b1", ["b1"]],
    ["a2", ["a2"]],
  ]);
  expect([...targetsOf(apps, true)]).toEqual([
    ["a1", ["a1", "a2"]],
    ["b1", ["b1"]],
    ["a2", ["a1", "a2"]],
  ]);
});
