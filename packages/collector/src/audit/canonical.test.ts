import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readAuditLine, writeAuditLine } from "./audit-line.js";
import { type AuditRecord, canonical, hashOf } from "./canonical.js";

const plain: AuditRecord = {
  time: "1",
  level: "info",
  severity: 9,
  message: '€$\u000F\nA\'B"\\\\"/',
  service: "s",
  host: "h",
  logger: "l",
  dataset: "audit",
  trace_id: "",
  span_id: "",
  parse_error: "",
  // The order of RFC 8785 §3.2.3: by UTF-16 units, not by code points.
  attributes: {
    "\u20ac": "Euro",
    "\r": "CR",
    "\ufb33": "Dalet",
    "1": "One",
    "\ud83d\ude00": "Grin",
    "\u0080": "Ctl",
    "\u00f6": "o",
  },
};

test("a record is written as RFC 8785 says, and the example of the documentation holds", () => {
  expect(canonical(plain, ["1"])).toBe(
    String.raw`{"attributes":{"\r":"CR","${"\u0080"}":"Ctl","ö":"o","€":"Euro","😀":"Grin","${"\ufb33"}":"Dalet"},"dataset":"audit","host":"h","level":"info","logger":"l","message":"€$\u000f\nA'B\"\\\\\"/","parse_error":"","service":"s","severity":9,"span_id":"","time":"1","trace_id":""}`,
  );
  const example = { ...plain, message: "m", attributes: { "audit.hash": "x", n: "1" } };
  const text = `cordwood.audit.v1\n{"attributes":{"n":"1"},"dataset":"audit","host":"h","level":"info","logger":"l","message":"m","parse_error":"","service":"s","severity":9,"span_id":"","time":"1","trace_id":""}`;
  expect(hashOf(example)).toBe(createHash("sha256").update(text).digest("hex"));
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/reference/audit-chain.md"), "utf8");
  expect(page).toContain(hashOf(example));
});

test("any change of a record changes its hash", () => {
  const texts = fc.string({ unit: "binary" });
  const records = fc.record({ message: texts, host: texts, attributes: fc.dictionary(texts, texts) });
  fc.assert(
    fc.property(records, records, (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(hashOf({ ...plain, ...a }) === hashOf({ ...plain, ...b })).toBe(same);
    }),
  );
});

test("a line that was read and written again is the same record", () => {
  const texts = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(texts, fc.dictionary(texts, texts), (message, attributes) => {
      const line = readAuditLine(JSON.stringify({ ...plain, message, attributes }));
      if (line === undefined) throw new Error("no record");
      expect(readAuditLine(writeAuditLine(line))).toEqual(line);
    }),
  );
});

function sorted({ message, host, attributes }: Pick<AuditRecord, "message" | "host" | "attributes">): unknown[] {
  return [
    message,
    host,
    Object.keys(attributes)
      .toSorted()
      .map((name) => [name, attributes[name]]),
  ];
}
