import { parse } from "@cordwood/store/query";
import { expect, test } from "vitest";
import { toSearchLanguage } from "./query-dsl.js";

test.each([
  [undefined, "*"],
  [{ match_all: {} }, "*"],
  [{ query_string: { query: "level:error AND timeout" } }, "(level:error AND timeout)"],
  [{ query_string: { query: "@timestamp:[now-1h TO now]" } }, "(time:[now-1h TO now])"],
  [{ query_string: { query: '-service.name:shop "log.level: x"' } }, '(-service:shop "log.level: x")'],
  [{ match: { message: "connection refused" } }, '("connection" OR "refused")'],
  [{ match: { "service.name": { query: "shop" } } }, 'service:"shop"'],
  [{ match_phrase: { message: "connection refused" } }, '"connection refused"'],
  [{ term: { "log.level": { value: "error" } } }, 'level:"error"'],
  [{ term: { "user.keyword": 'a" OR x:"' } }, String.raw`user:"a\" OR x:\""`],
  [{ terms: { n: [1, 2] } }, '(n:"1" OR n:"2")'],
  [{ range: { "@timestamp": { gte: "now-1h", lt: "now" } } }, '(time:>="now-1h" AND time:<"now")'],
  [{ exists: { field: "trace.id" } }, "trace_id:*"],
  [{ prefix: { "http.route": "/cart (" } }, String.raw`http.route:\/cart\ \(*`],
  [
    { bool: { filter: [{ term: { a: 1 } }], must_not: { exists: { field: "b" } }, should: [{ term: { c: 1 } }] } },
    '(a:"1" AND NOT (b:*))',
  ],
  [{ bool: { should: [{ term: { a: 1 } }, { term: { b: 2 } }] } }, '((a:"1" OR b:"2"))'],
])("%j becomes %s", (query, expected) => {
  const text = toSearchLanguage(query);
  expect(text).toBe(expected);
  expect(() => parse(text)).not.toThrow();
});

test.each([
  [{ geo_distance: {} }, 'the query clause "geo_distance" is not known here'],
  [{ term: { a: [1] } }, "expected term a"],
  [{ a: 1, b: 2 }, "exactly one clause"],
  [{ query_string: { query: "a | stats count()" } }, "must not hold a pipe"],
])("refuses %j", (query, message) => {
  expect(() => toSearchLanguage(query)).toThrow(message);
});
