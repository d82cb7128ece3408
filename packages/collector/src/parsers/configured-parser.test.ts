import { expect, test } from "vitest";
import { LineWriter } from "../record/line-writer.js";
import { LineDecoder } from "../record/line-decoder.js";
import { utc } from "../timestamps/zone.js";
import { type ParserConfig, parserSchema, streamParser } from "./parser-schema.js";

interface Found {
  message: string;
  level: string;
  parse_error: string;
  attributes: Record<string, string>;
}

function decode(parser: ParserConfig, text: string): Found[] {
  const defaults = { service: "", host: "", dataset: "" };
  const decoder = new LineDecoder({ defaults, zone: utc, parser: streamParser(parserSchema.parse(parser)) });
  const writer = new LineWriter();
  decoder.decode(Buffer.from(text), 0, writer);
  decoder.flush(writer);
  const lines = Buffer.from(writer.written()).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Found);
}

test.each<[ParserConfig, string, Partial<Found>]>([
  ["json", '{"msg":"m","level":"warn"}\n', { message: "m", level: "warning" }],
  ["json", "plain\n", { message: "plain", parse_error: "not in the format json" }],
  ["none", '{"msg":"m"}\n', { message: '{"msg":"m"}', level: "", parse_error: "" }],
  ["logfmt", "level=error msg=m\n", { message: "m", level: "error" }],
  ["ltsv", "level:error\tmessage:m\n", { message: "m", level: "error" }],
  [{ format: "csv", columns: ["level", "message"], delimiter: ";" }, "error;m\n", { message: "m", level: "error" }],
  [{ format: "regexp", pattern: "^(?P<level>\\w+)!(?P<message>.*)" }, "ERROR!m\n", { message: "m", level: "error" }],
  [
    { format: "grok", pattern: "%{LOGLEVEL:level}!%{GREEDYDATA:message}" },
    "ERROR!m\n",
    { message: "m", level: "error" },
  ],
  ["auto", "2024-01-01 00:00:00 ERROR m\n", { message: "m", level: "error" }],
  [
    "json",
    '{"log":"{\\"msg\\":\\"m\\"}\\n","stream":"stderr","time":"2024-01-01T00:00:00Z"}\n',
    { message: "m", attributes: { "log.iostream": "stderr" } },
  ],
])("%j reads %s", (parser, text, expected) => {
  expect(decode(parser, text)).toMatchObject([expected]);
});

test("a stack trace stays with its line, whoever parses the line", () => {
  const [found, ...others] = decode(
    { format: "regexp", pattern: "^\\[(?P<level>\\w+)\\] (?P<message>.*)" },
    "[ERROR] no\nTypeError: x is not a function\n    at a (b.js:1:2)\n",
  );
  expect(others).toEqual([]);
  expect(found).toMatchObject({ level: "error", attributes: { "exception.type": "TypeError" } });
});

test.each([
  [{ format: "regexp", pattern: "(" }, "cannot use the pattern '('"],
  [{ format: "grok", pattern: "%{NOSUCH:x}" }, "NOSUCH"],
  ["nosuch", "Invalid"],
  [{ format: "csv", delimiter: ";;" }, "exactly 1"],
])("%j is refused", (config, reason) => {
  expect(parserSchema.safeParse(config).error?.message).toContain(reason);
});
