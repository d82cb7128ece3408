import { expect, it } from "vitest";
import { utc } from "../timestamps/zone.js";
import { createAutoParser } from "./auto.js";
import type { ParsedLine } from "./parsed-line.js";
import { parseMessage } from "./parse-message.js";

function check(record: ParsedLine, expected: ParsedLine): void {
  expect(parseMessage(record, createAutoParser(), { now: 0n, zone: utc })).toEqual(expected);
}

it("adds what a carried line says, under what the record says itself", () => {
  check(
    { time: 5n, message: "level=warn msg=hello user=7 job=x", host: "a", attributes: { job: "y" } },
    { time: 5n, level: "warning", severity: 13, message: "hello", host: "a", attributes: { job: "y", user: "7" } },
  );
});
it("leaves a record alone that has a level, or a message in no known format", () => {
  check(
    { message: "level=warn msg=x", level: "info", severity: 9 },
    { message: "level=warn msg=x", level: "info", severity: 9 },
  );
  check({ message: "hello there" }, { message: "hello there" });
});
