import type { SegmentRecord } from "@cordwood/store";
import { expect, test } from "vitest";
import { FieldPattern, patternSchema } from "./field-pattern.js";

const record: SegmentRecord = {
  time: "1700000000123456789",
  level: "info",
  severity: 9,
  message: "hello",
  service: "Web/Shop",
  host: "a1",
  logger: "",
  dataset: "diagnostic",
  trace_id: "",
  span_id: "",
  parse_error: "",
  attributes: { tenant: "t1", "http.status": "200" },
};

test.each([
  ["logs", "logs"],
  ["logs-{dataset}-%Y.%m.%d", "logs-diagnostic-2023.11.14"],
  ["%H:%M 100%%", "22:13 100%"],
  ["{tenant}/{http.status}", "t1/200"],
  ["{logger}", "unknown"],
  ["{logger|}x{nothing|none}", "xnone"],
  ["{__proto__}{constructor|c}", "unknownc"],
])("%s is %s", (pattern, expected) => {
  expect(new FieldPattern(pattern).of(record)).toBe(expected);
});

test("values are made to fit, the pattern's own text is not touched", () => {
  const pattern = new FieldPattern("Logs/{service}", (value) => value.toLowerCase().replaceAll("/", "_"));
  expect(pattern.of(record)).toBe("Logs/web_shop");
});

test.each([
  ["a{b", "'{' in 'a{b' is no {field} or {field|otherwise}"],
  ["{}", "'{}' in '{}' is no {field} or {field|otherwise}"],
  ["%q", "'%q' in '%q' is none of %Y %m %d %H %M %%"],
  ["x%", "'%' in 'x%' is none of %Y %m %d %H %M %%"],
])("%s is refused", (pattern, message) => {
  expect(patternSchema.safeParse(pattern).error?.issues[0]?.message).toBe(message);
});
