import { expect, test } from "vitest";
import { errorAnswer } from "./error-answer.js";
import { ServerError } from "./errors.js";

const coded = (code: string, extra: object = {}): Error => Object.assign(new Error("cannot"), { code, ...extra });

test.each([
  [new ServerError("CW_SERVER_NOT_FOUND", { method: "GET", path: "/x" }), 404, "CW_SERVER_NOT_FOUND", undefined],
  [new ServerError("CW_SERVER_STARTING"), 503, "CW_SERVER_STARTING", "1"],
  [coded("CW_STORE_QUERY_SYNTAX"), 400, "CW_STORE_QUERY_SYNTAX", undefined],
  [coded("CW_COLLECTOR_BUFFER_FULL"), 429, "CW_COLLECTOR_BUFFER_FULL", "1"],
  [coded("CW_COLLECTOR_BUFFER_FAILED"), 503, "CW_COLLECTOR_BUFFER_FAILED", "1"],
  [coded("ENOENT"), 500, "CW_SERVER_INTERNAL", undefined],
  ["nonsense", 500, "CW_SERVER_INTERNAL", undefined],
])("%s answers %i %s", (error, status, code, retryAfter) => {
  const answer = errorAnswer(error, "r");
  expect(answer.status).toBe(status);
  expect(answer.body.error.code).toBe(code);
  expect(answer.headers["retry-after"]).toBe(retryAfter);
});

test("says where a query is wrong and what would have been right", () => {
  const error = coded("CW_STORE_QUERY_NAME", { position: { offset: 4, length: 3 }, suggestion: "stats", expected: [] });
  expect(errorAnswer(error, "r").body.error).toMatchObject({ position: { offset: 4, length: 3 }, suggestion: "stats" });
});

test("tells clients nothing about unexpected errors but where to look", () => {
  const answer = errorAnswer(new Error("password is hunter2"), "r-1");
  expect(JSON.stringify(answer.body)).not.toContain("hunter2");
  expect(answer).toMatchObject({ unexpected: true, body: { error: { request_id: "r-1" } } });
});
