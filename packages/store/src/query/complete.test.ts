import { expect, test } from "vitest";
import { complete } from "./index.js";

const sources = {
  fields: ["status", "odd name"],
  values: (field: string): readonly string[] => (field === "status" ? ["200", "not found"] : []),
};

/** Completes at the `^`, or at the end. */
const labels = (query: string): string[] => {
  const place = query.includes("^") ? query.indexOf("^") : query.length;
  return complete(query.replace("^", ""), place, sources).map(({ insert }) => insert);
};

test("fields are offered where a filter can begin", () => {
  expect(labels("")).toEqual(expect.arrayContaining(["status:", "`odd name`:", "level:", "NOT "]));
  expect(labels("st")).toEqual(["status:"]);
  expect(labels("error AND le^ x")).toEqual(["level:"]);
});

test("values are offered after a field", () => {
  expect(labels("status:")).toEqual(["200 ", '"not found" ']);
  expect(labels("level:>=wa")).toEqual(["warning "]);
  expect(labels("level:(error OR c")).toEqual(["critical "]);
});

test("stages are offered after a pipe", () => {
  expect(labels("* | st")).toEqual(["stats "]);
  expect(labels("* |")).toContain("where ");
});

test("aggregates and functions are offered where they can stand", () => {
  expect(labels("* | stats co")).toEqual(["count(", "countif("]);
  expect(labels("* | where lo")).toEqual(["logger", "lower(", "log10("]);
  expect(labels("* | stats count() by sta")).toEqual(["status", "startswith("]);
});

test("a suggestion says what it replaces", () => {
  expect(complete("a stat", 6, sources)[0]).toMatchObject({ offset: 2, insert: "status:" });
});
