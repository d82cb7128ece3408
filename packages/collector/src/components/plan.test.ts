import { expect, test } from "vitest";
import { planChange } from "./plan.js";

interface Config {
  type: string;
  name?: string;
  path?: string;
}

function check(
  before: Config[],
  after: Config[],
  expected: { ids: string[]; started: string[]; stopped: string[] },
): void {
  const first = planChange(before, new Map());
  const running = new Map(first.all.map(({ id, config }) => [id, config]));
  const plan = planChange(after, running);
  expect({
    ids: plan.all.map(({ id }) => id),
    started: plan.started.map(({ id }) => id),
    stopped: plan.stopped,
  }).toEqual(expected);
}

const a = { type: "file", path: "a" };
const b = { type: "file", path: "b" };
const named = { type: "file", name: "x", path: "a" };

test.each<[string, Config[], Config[], { ids: string[]; started: string[]; stopped: string[] }]>([
  ["nothing changed", [a, b], [a, b], { ids: ["file.0", "file.1"], started: [], stopped: [] }],
  ["one more at the end", [a], [a, b], { ids: ["file.0", "file.1"], started: ["file.1"], stopped: [] }],
  ["one more at the beginning", [a], [b, a], { ids: ["file.1", "file.0"], started: ["file.1"], stopped: [] }],
  ["the first removed", [a, b], [b], { ids: ["file.1"], started: [], stopped: ["file.0"] }],
  ["another order", [a, b], [b, a], { ids: ["file.1", "file.0"], started: [], stopped: [] }],
  ["one changed", [a], [b], { ids: ["file.0"], started: ["file.0"], stopped: ["file.0"] }],
  ["a named one changed", [named], [{ ...named, path: "c" }], { ids: ["x"], started: ["x"], stopped: ["x"] }],
  ["one got a name", [a], [named], { ids: ["x"], started: ["x"], stopped: ["file.0"] }],
  ["another type", [a], [{ type: "null" }], { ids: ["null.0"], started: ["null.0"], stopped: ["file.0"] }],
])("%s", (_name, before, after, expected) => {
  check(before, after, expected);
});
