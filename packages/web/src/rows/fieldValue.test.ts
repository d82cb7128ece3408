import type { Row } from "@cordwood/server/api";
import { describe, expect, it } from "vitest";
import { fieldValue, recordFields, recordJson, rowText } from "./fieldValue.js";

const row: Row = {
  id: "7/1",
  time: "2015-10-18T18:01:47.978000000Z",
  level: "info",
  severity: 9,
  message: "Created MRAppMaster",
  service: "hadoop",
  host: "",
  logger: "",
  dataset: "diagnostic",
  trace_id: "",
  span_id: "",
  parse_error: "",
  attributes: { thread: "main", "http.status": "200", level: "forged" },
};

describe("fieldValue", () => {
  function check(name: string, expected: string): void {
    it(`${name} is ${JSON.stringify(expected)}`, () => expect(fieldValue(row, name)).toBe(expected));
  }
  check("level", "info");
  check("severity", "9");
  check("http.status", "200");
  check("missing", "");
  check("toString", "");
  check("__proto__", "");
});

describe("recordFields", () => {
  it("lists what says something, the record's own fields first", () => {
    const names = recordFields(row).map((field) => field.name);
    expect(names).toEqual(["time", "level", "severity", "message", "service", "dataset", "http.status", "thread"]);
  });
});

describe("rowText", () => {
  it("is the message, or the attributes where there is none", () => {
    expect(rowText(row)).toBe("Created MRAppMaster");
    expect(rowText({ ...row, message: "" })).toBe("thread=main http.status=200 level=forged");
  });
});

describe("recordJson", () => {
  it("leaves empty fields out", () => {
    expect(Object.keys(JSON.parse(recordJson(row)) as object)).toEqual([
      "id",
      "time",
      "level",
      "severity",
      "message",
      "service",
      "dataset",
      "attributes",
    ]);
  });
});
