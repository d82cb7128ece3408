import { constantFrom, assert, property, string, subarray } from "fast-check";
import { describe, expect, test } from "vitest";
import { neededPermissions, parseToken, type Permission, permissions } from "./permission.js";

describe("parseToken", () => {
  const check = (text: string, secret: string, allowed: readonly Permission[]): void =>
    test(`reads ${text}`, () => {
      const parsed = parseToken(text);
      expect({ secret: parsed.secret, allowed: [...parsed.permissions] }).toEqual({ secret, allowed });
    });
  check("ingest:abc", "abc", ["ingest"]);
  check("read+control:xyz", "xyz", ["read", "control"]);
  check("control+read+read:x:y", "x:y", ["read", "control"]);
  check("a-long-random-token", "a-long-random-token", permissions);
  check("reed:abc", "reed:abc", permissions);
  check("read+:abc", "read+:abc", permissions);
  check("read:", "read:", permissions);

  test("reads back every list of permissions", () => {
    assert(
      property(subarray([...permissions], { minLength: 1 }), string({ minLength: 1 }), (allowed, secret) => {
        const parsed = parseToken(`${allowed.join("+")}:${secret}`);
        expect({ secret: parsed.secret, allowed: [...parsed.permissions] }).toEqual({ secret, allowed });
      }),
    );
  });
});

describe("neededPermissions", () => {
  const check = (request: string, expected: readonly Permission[]): void =>
    test(`${request} needs ${expected.join(" or ")}`, () => {
      const [method = "", path = ""] = request.split(" ");
      expect(neededPermissions(method, path)).toEqual(expected);
    });
  check("POST /api/v1/ingest", ["ingest"]);
  check("POST /elastic/_bulk", ["ingest"]);
  check("PUT /elastic/logs-2026/_bulk", ["ingest"]);
  check("POST /loki/api/v1/push", ["ingest"]);
  check("POST /v1/logs", ["ingest"]);
  check("POST /v1/metrics", ["ingest"]);
  check("POST /gelf", ["ingest"]);
  check("POST /prometheus/api/v1/write", ["ingest"]);
  check("POST /api/v1/apps", ["ingest"]);
  check("POST /api/v1/apps/4711/report", ["ingest"]);
  check("PUT /api/v1/apps/4711/levels", ["control"]);
  check("GET /api/v1/apps", ["read"]);
  check("GET /api/v1/apps/4711", ["read"]);
  check("POST /api/v1/search", ["read"]);
  check("POST /api/v1/sql", ["read"]);
  check("POST /elastic/_msearch", ["read"]);
  check("GET /metrics", ["read"]);
  check("HEAD /elastic/", ["ingest", "read"]);
  check("PUT /elastic/_index_template/filebeat", ["ingest", "read"]);
  check("HEAD /elastic/logstash", ["ingest", "read"]);
  check("GET /elastic/_cat/indices", ["read"]);
  check("GET /elastic/filebeat-8/_mapping", ["read"]);
  check("POST /elastic/filebeat-8/_doc", ["ingest"]);
  check("DELETE /api/v1/unheard-of", ["control"]);

  test("whatever ends in levels is not changed without control", () => {
    assert(
      property(constantFrom("PUT", "PATCH", "DELETE"), string(), (method, id) => {
        expect(neededPermissions(method, `/api/v1/apps/${id}/levels`)).toEqual(["control"]);
      }),
    );
  });
});
