import { expect, it } from "vitest";
import { createAutoParser } from "../parsers/auto.js";
import { utc } from "../timestamps/zone.js";
import { LineGrouper } from "./line-grouper.js";

const next = "2019-03-05 10:57:52,000 INFO app: the next record";

function group(text: string): string[] {
  const grouper = new LineGrouper();
  const records: string[] = [];
  for (const line of text.split("\n")) {
    const finished = grouper.push(line);
    if (finished !== undefined) records.push(finished);
  }
  const last = grouper.flush();
  return last === undefined ? records : [...records, last];
}

it.each([
  [
    "PHP",
    "PHP Fatal error:  Uncaught App\\Boom: no in /app/a.php:3\nStack trace:\n#0 /app/a.php(7): foo()\n#1 [internal function]: bar(1)\n#2 {main}\n  thrown in /app/a.php on line 3",
    "App\\Boom",
  ],
  [
    "PHP on the command line",
    "PHP Warning:  x in /app/a.php on line 3\nPHP Stack trace:\nPHP   1. {main}() /app/a.php:0",
    undefined,
  ],
  [
    "Rust",
    "thread 'main' panicked at src/main.rs:2:5:\nit broke\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/x/library/std/src/panicking.rs:645:5\n   1: app::main\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    undefined,
  ],
  [
    "Ruby",
    "/srv/app/models/user.rb:12:in `save!': not valid (ActiveRecord::RecordInvalid)\n\tfrom /srv/x.rb:3:in `block'\n<internal:kernel>:187:in `loop'\n/usr/bin/rails:4:in `<main>'",
    "ActiveRecord::RecordInvalid",
  ],
  [
    "Erlang",
    "=ERROR REPORT==== 5-Mar-2019::10:57:51 ===\n** Generic server x terminating\n** Reason for termination == killed",
    undefined,
  ],
])("keeps a trace of %s together", (_name, trace, type) => {
  const records = group(`${trace}\n${next}`);
  expect(records).toEqual([trace, next]);
  const record = createAutoParser().parse(trace, { now: 0n, zone: utc });
  expect(record.attributes?.["exception.type"]).toBe(type);
});

it.each([
  "#1 priority: ship it",
  "note: this is prose",
  "/var/log/app.log:12: rotated",
  "(see: below)",
  "PHP is a language",
  "=== a heading ===",
])("does not join %j to an ordinary record", (line) => {
  expect(group(`an ordinary line\n${line}`)).toEqual(["an ordinary line", line]);
});

it("ends a report of Erlang at an empty line and at the next report", () => {
  const head = "=INFO REPORT==== 5-Mar-2019::10:57:51 ===";
  expect(group(`${head}\n  a: b\n${head}\nc\n\nd`)).toEqual([`${head}\n  a: b`, `${head}\nc`, "d"]);
});
