import { parse } from "@cordwood/store/query";
import { expect, test } from "vitest";
import { toSearchLanguage } from "./query-dsl.js";

test.each([
  [undefined, "*"],
  [{ match_all: {} }, "*"],
  [{ query_string: { query: "level:error AND timeout" } }, '(level:"error" AND "timeout")'],
  [
    { query_string: { query: "@timestamp:[2026-01-01 TO 2026-01-02]" } },
    '(time:>="2026-01-01T00:00:00.000Z" AND time:<"2026-01-03T00:00:00.000Z")',
  ],
  [{ query_string: { query: '-service.name:shop "log.level: x"' } }, '("log.level: x" AND NOT (service:"shop"))'],
  [{ match: { message: "connection refused" } }, '("connection" OR "refused")'],
  [{ match: { "service.name": { query: "shop" } } }, 'service:"shop"'],
  [{ match_phrase: { message: "connection refused" } }, '"connection refused"'],
  [{ term: { "log.level": { value: "error" } } }, 'level:"error"'],
  [{ term: { "user.keyword": 'a" OR x:"' } }, String.raw`user:"a\" OR x:\""`],
  [{ terms: { n: [1, 2] } }, "(n:1 OR n:2)"],
  [{ range: { n: { gte: 1, lt: "b" } } }, '(n:>=1 AND n:<"b")'],
  [{ exists: { field: "trace.id" } }, "trace_id:*"],
  [{ prefix: { "http.route": "/cart (" } }, String.raw`http.route:\/cart\ \(*`],
  [
    { bool: { filter: [{ term: { a: 1 } }], must_not: { exists: { field: "b" } }, should: [{ term: { c: 1 } }] } },
    "(a:1 AND NOT (b:*))",
  ],
  [{ bool: { should: [{ term: { a: 1 } }, { term: { b: 2 } }] } }, "(a:1 OR b:2)"],
])("%j becomes %s", (query, expected) => {
  const text = toSearchLanguage(query);
  expect(text).toBe(expected);
  expect(() => parse(text)).not.toThrow();
});

test.each([
  [{ geo_distance: {} }, "unknown query [geo_distance]"],
  [{ term: { a: [1] } }, "query does not support arrays"],
  [{ a: 1, b: 2 }, "malformed query"],
  [{ query_string: { query: "(a OR" } }, "Failed to parse query"],
])("refuses %j", (query, message) => {
  expect(() => toSearchLanguage(query)).toThrow(message);
});
