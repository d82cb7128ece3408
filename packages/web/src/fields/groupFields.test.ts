import type { FieldSummary } from "@cordwood/server/api";
import { describe, expect, it } from "vitest";
import { groupFields } from "./groupFields.js";

function field(name: string, share = 1): FieldSummary {
  return { name, share, type: "string" };
}

const fields = [
  field("thread", 0.5),
  field("pid", 0.9),
  field("service"),
  field("level"),
  field("time"),
  field("gone", 0),
];

describe("groupFields", () => {
  function check(columns: string[], wanted: string, expected: Record<string, string[]>): void {
    it(`columns ${columns.join()} and "${wanted}"`, () => {
      const groups = groupFields(fields, columns, wanted);
      expect(Object.fromEntries(groups.map((group) => [group.title, group.fields.map(({ name }) => name)]))).toEqual(
        expected,
      );
    });
  }
  check([], "", { Record: ["level", "service"], Attributes: ["pid", "thread"] });
  check(["pid"], "", { Columns: ["pid"], Record: ["level", "service"], Attributes: ["thread"] });
  check([], " PI", { Attributes: ["pid"] });
  check([], "nothing", {});
});
