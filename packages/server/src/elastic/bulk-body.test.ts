import { expect, test } from "vitest";
import { readBulk } from "./bulk-body.js";

const lines = (...values: unknown[]): string =>
  values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n");

test("pairs actions with documents", () => {
  const body = lines({ create: {} }, { a: 1 }, { index: { _index: "other", _id: "x" } }, { b: 2 }, "");
  expect(readBulk(body, "logs")).toEqual([
    { action: "create", index: "logs", id: undefined, document: { a: 1, "elastic.index": "logs" }, mistake: undefined },
    { action: "index", index: "other", id: "x", document: { b: 2, "elastic.index": "other" }, mistake: undefined },
  ]);
});

test("tells mistakes of single actions", () => {
  const body = lines({ delete: { _id: "1" } }, { update: { _id: "1" } }, { doc: {} }, { index: {} }, "[1]", {
    index: {},
  });
  expect(readBulk(body, "").map((action) => action.mistake)).toEqual([
    "delete is not possible: records do not change",
    "update is not possible: records do not change",
    "the document is no JSON object",
    "the document is no JSON object",
  ]);
});

test("refuses a body whose lines cannot be told apart", () => {
  expect(() => readBulk('{"message":"x"}', "")).toThrow("line 1 is no bulk action");
});
