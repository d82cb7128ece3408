import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utc } from "../timestamps/zone.js";
import { createAutoParser } from "./auto.js";
import type { ParseContext } from "./parsed-line.js";

const context: ParseContext = { now: BigInt(Date.parse("2026-11-21T02:00:00Z")) * 1_000_000n, zone: utc };

interface Expected {
  time?: string;
  level?: string;
  logger?: string;
  host?: string;
  service?: string;
  message: string;
  attributes?: Record<string, string>;
  parseError?: string;
}

function check(text: string, format: string, expected: Expected): void {
  const parser = createAutoParser();
  const { time, severity: _severity, ...found } = parser.parse(text, context);
  const iso = time === undefined ? {} : { time: new Date(Number(time / 1_000_000n)).toISOString().slice(0, -1) };
  expect({ ...found, ...iso, format: parser.format }).toEqual({ ...expected, format });
}

const access = '10.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.0" 200 2326';

const cases: [name: string, text: string, format: string, expected: Expected][] = [
  ["json", '{"msg":"hello","lvl":"warn"}', "json", { level: "warning", message: "hello" }],
  [
    "logfmt",
    'ts=2019-03-05T10:57:51Z level=info msg="a b"',
    "logfmt",
    { time: "2019-03-05T10:57:51.000", level: "info", message: "a b" },
  ],
  [
    "ltsv",
    "time:2019-03-05T10:57:51Z\tlevel:error\tmessage:a b",
    "ltsv",
    { time: "2019-03-05T10:57:51.000", level: "error", message: "a b" },
  ],
  [
    "the common log format",
    access,
    "access",
    {
      time: "2000-10-10T20:55:36.000",
      message: access,
      attributes: {
        "client.address": "10.0.0.1",
        "user.name": "frank",
        "http.request.method": "GET",
        "url.path": "/a?b=1",
        "network.protocol.version": "1.0",
        "http.response.status_code": "200",
        "http.response.body.size": "2326",
      },
    },
  ],
  [
    "the combined log format with a virtual host and a broken request",
    'example.com:443 ::1 - - [10/Oct/2000:13:55:36 -0700] "\\x16\\x03\\"" 400 0 "-" "curl/8.0"',
    "access",
    {
      time: "2000-10-10T20:55:36.000",
      message: 'example.com:443 ::1 - - [10/Oct/2000:13:55:36 -0700] "\\x16\\x03\\"" 400 0 "-" "curl/8.0"',
      attributes: {
        "server.address": "example.com:443",
        "client.address": "::1",
        "http.response.status_code": "400",
        "http.response.body.size": "0",
        "user_agent.original": "curl/8.0",
      },
    },
  ],
  [
    "klog",
    "E0102 15:04:05.678901   12345 server.go:123] it failed: x",
    "klog",
    {
      time: "2026-01-02T15:04:05.678",
      level: "error",
      message: "it failed: x",
      attributes: { "process.pid": "12345", "code.file.path": "server.go", "code.line.number": "123" },
    },
  ],
  [
    "CRI around JSON",
    '2016-10-06T00:17:09.669794202Z stdout F {"level":"info","msg":"hi"}',
    "cri",
    { time: "2016-10-06T00:17:09.669", level: "info", message: "hi", attributes: { "log.iostream": "stdout" } },
  ],
  [
    "CRI around prose",
    "2016-10-06T00:17:09.669794202Z stderr F hello there",
    "cri",
    { time: "2016-10-06T00:17:09.669", message: "hello there", attributes: { "log.iostream": "stderr" } },
  ],
  [
    "docker's json-file around a layout",
    '{"log":"2019-03-05 10:57:51 INFO main: up\\n","stream":"stdout","time":"2019-03-05T10:57:52.1Z"}',
    "docker",
    {
      time: "2019-03-05T10:57:51.000",
      level: "info",
      logger: "main",
      message: "up",
      attributes: { "log.iostream": "stdout" },
    },
  ],
  [
    "RFC 3164 with a priority",
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    "syslog",
    {
      time: "2026-10-11T22:14:15.000",
      level: "critical",
      host: "mymachine",
      logger: "su",
      message: "'su root' failed for lonvick on /dev/pts/8",
      attributes: { "syslog.facility": "auth" },
    },
  ],
  [
    "a priority and an ISO time, as rsyslog forwards",
    "<34>2024-03-10T15:04:05Z mymachine su: 'su root' failed",
    "syslog",
    {
      time: "2024-03-10T15:04:05.000",
      level: "critical",
      host: "mymachine",
      logger: "su",
      message: "'su root' failed",
      attributes: { "syslog.facility": "auth" },
    },
  ],
  [
    "the journal's JSON",
    '{"__REALTIME_TIMESTAMP":"1710083045123456","PRIORITY":"3","MESSAGE":"no","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"sshd"}',
    "json",
    { time: "2024-03-10T15:04:05.123", level: "error", host: "h", logger: "sshd", message: "no" },
  ],
  [
    "zap's development encoder",
    '{"L":"DEBUG","T":"2024-03-10T15:04:05.123+0100","N":"ctl","C":"a.go:3","M":"up","n":1}',
    "json",
    {
      time: "2024-03-10T14:04:05.123",
      level: "debug",
      logger: "ctl",
      message: "up",
      attributes: { caller: "a.go:3", n: "1" },
    },
  ],
  [
    "MongoDB's JSON",
    '{"t":{"$date":"2020-05-01T15:16:17.180+00:00"},"s":"W","c":"NETWORK","id":12345,"ctx":"listener","msg":"slow","attr":{"ms":1}}',
    "json",
    {
      time: "2020-05-01T15:16:17.180",
      level: "warning",
      logger: "NETWORK",
      message: "slow",
      attributes: { id: "12345", "thread.name": "listener", "attr.ms": "1" },
    },
  ],
  [
    "NestJS",
    "[Nest] 1234  - 03/10/2024, 3:04:05 PM     LOG [NestFactory] Starting Nest application...",
    "nest",
    {
      time: "2024-03-10T15:04:05.000",
      level: "info",
      logger: "NestFactory",
      message: "Starting Nest application...",
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "NestJS without a context",
    "[Nest] 1234  - 03/10/2024, 3:04:05 PM   ERROR it failed",
    "nest",
    {
      time: "2024-03-10T15:04:05.000",
      level: "error",
      message: "it failed",
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "Node's last words",
    "FATAL ERROR: Reached heap limit Allocation failed",
    "level",
    { level: "critical", message: "ERROR: Reached heap limit Allocation failed" },
  ],
  [
    "a priority and a tag without time",
    "<13>myapp[42]: hello",
    "syslog",
    {
      level: "notice",
      logger: "myapp",
      message: "hello",
      attributes: { "syslog.facility": "user", "process.pid": "42" },
    },
  ],
  [
    "a priority and prose",
    "<13>hello there",
    "syslog",
    { level: "notice", message: "hello there", attributes: { "syslog.facility": "user" } },
  ],
  [
    "RFC 5424 with structured data",
    '<165>1 2003-10-11T22:14:15.003Z host app 77 ID47 [exampleSDID@32473 iut="3" eventSource="a\\"\\]b"][x@1 y="z"] \uFEFFAn event',
    "syslog",
    {
      time: "2003-10-11T22:14:15.003",
      level: "notice",
      host: "host",
      logger: "app",
      message: "An event",
      attributes: {
        "syslog.facility": "local4",
        "process.pid": "77",
        "syslog.msgid": "ID47",
        "exampleSDID@32473.iut": "3",
        "exampleSDID@32473.eventSource": 'a"]b',
        "x@1.y": "z",
      },
    },
  ],
  [
    "RFC 5424 with nothing known",
    "<14>1 - - - - - - hello",
    "syslog",
    { level: "info", message: "hello", attributes: { "syslog.facility": "user" } },
  ],
  [
    "RFC 5424 without a priority",
    "1 2003-10-11T22:14:15.003-07:00 host app - - - hello",
    "syslog",
    { time: "2003-10-12T05:14:15.003", host: "host", logger: "app", message: "hello" },
  ],
  [
    "RFC 5424 with broken structured data",
    '<14>1 - h a - - [x y="open hello',
    "syslog",
    { level: "info", host: "h", logger: "a", message: '[x y="open hello', attributes: { "syslog.facility": "user" } },
  ],
  [
    "Python's default format",
    "WARNING:my.app:it: failed",
    "level",
    { level: "warning", logger: "my.app", message: "it: failed" },
  ],
  ["winston's simple format", "error: it: failed", "level", { level: "error", message: "it: failed" }],
  ["a level in brackets", "[WARN] slow", "level", { level: "warning", message: "slow" }],
  ["capitals", "INFO  com.example.Main - up", "level", { level: "info", logger: "com.example.Main", message: "up" }],
  [
    "logcat's brief form",
    "D/ActivityManager( 123): hello",
    "level",
    { level: "debug", logger: "ActivityManager", message: "hello", attributes: { "process.pid": "123" } },
  ],
  [
    ".NET's console",
    "fail: My.App.Worker[7]\n      it failed",
    "level",
    { level: "error", logger: "My.App.Worker", message: "it failed", attributes: { "event.id": "7" } },
  ],
  ["prose", "nothing to see here", "", { message: "nothing to see here", parseError: "no known format" }],
  [
    "prose that starts like a level",
    "Information about us",
    "",
    { message: "Information about us", parseError: "no known format" },
  ],
  ["broken JSON", '{"msg":"hello"', "", { message: '{"msg":"hello"', parseError: "no known format" }],
  ["an empty line", "", "", { message: "", parseError: "no known format" }],
  [
    "a line with a carriage return",
    "2019-03-05 10:57:51 INFO x\r",
    "layout",
    { time: "2019-03-05T10:57:51.000", level: "info", message: "x" },
  ],
  [
    "a line with a Python trace",
    '2019-03-05 10:57:51 ERROR app: failed\nTraceback (most recent call last):\n  File "a.py"\nValueError: bad: x',
    "layout",
    {
      time: "2019-03-05T10:57:51.000",
      level: "error",
      logger: "app",
      message: 'failed\nTraceback (most recent call last):\n  File "a.py"\nValueError: bad: x',
      attributes: { "exception.type": "ValueError", "exception.message": "bad: x" },
    },
  ],
  [
    "an uncaught Node error",
    "Error: boom\n    at a (b.js:1:1)",
    "",
    {
      level: "error",
      message: "Error: boom\n    at a (b.js:1:1)",
      attributes: { "exception.type": "Error", "exception.message": "boom" },
    },
  ],
  [
    "an uncaught Java exception",
    'Exception in thread "main" java.lang.IllegalStateException: bad\n\tat A.b(A.java:1)\nCaused by: java.io.IOException: disk',
    "",
    {
      level: "error",
      message:
        'Exception in thread "main" java.lang.IllegalStateException: bad\n\tat A.b(A.java:1)\nCaused by: java.io.IOException: disk',
      attributes: { "exception.type": "java.lang.IllegalStateException", "exception.message": "bad" },
    },
  ],
  [
    "java.util.logging's two lines",
    "Mar 05, 2019 10:57:51 AM com.example.Main run\nSEVERE: it failed",
    "layout",
    {
      time: "2019-03-05T10:57:51.000",
      level: "error",
      logger: "com.example.Main",
      message: "it failed",
      attributes: { "code.function.name": "run" },
    },
  ],
];

describe("the format is recognised of", () => {
  it.each(cases)("%s", (_name, text, format, expected) => {
    check(text, format, expected);
  });
});

/** Pieces of which real lines are made, to reach deeper than arbitrary characters do. */
const pieces = cases.flatMap(([, text]) => text.split(/(?<=[ :\]"])/));

describe("whatever comes", () => {
  it("is answered, without an error, and keeps what it says", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }),
          fc.array(fc.constantFrom(...pieces)).map((some) => some.join("")),
        ),
        (text) => {
          const parsed = createAutoParser().parse(text, context);
          expect(typeof parsed.message).toBe("string");
          if (parsed.parseError !== undefined)
            expect(parsed.message).toBe(text.includes("\n") ? parsed.message : text.replace(/\r$/, ""));
        },
      ),
      { numRuns: 3000 },
    );
  });

  const megabyte = 1024 * 1024;
  const hostile: string[] = [
    "[",
    "]",
    "<",
    "<1>",
    "{",
    '{"a":',
    '"',
    "a=",
    'a="',
    "a:b\t",
    "1 ",
    "1",
    "- ",
    ": ",
    "| ",
    "a.",
    "A::",
    "INFO ",
    "2019-03-05 10:57:51 ",
    "2019-03-05T10:57:51.",
    "Jun 14 15:16:01 ",
    "[a ",
    "(",
    "\\",
    " ",
    "\t",
    "\n",
    "\n ",
    "\nError",
    "a/",
    "@",
    "E0102 15:04:05 ",
    " [10/",
    "=",
    "\u0000",
    "é",
  ];
  const heads = [
    "",
    "2019-03-05 10:57:51 ",
    "2019-03-05 10:57:51 INFO ",
    "<14>1 - h a - - ",
    "<13>",
    "Jun 14 15:16:01 h ",
    "{",
    'a="',
    '1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] "',
    "x\n",
  ];
  it.each(hostile)("takes linear time for a megabyte of %j", (part) => {
    const parser = createAutoParser();
    for (const head of heads) {
      const text = head + part.repeat(Math.ceil(megabyte / part.length));
      expect(typeof parser.parse(text, context).message).toBe("string");
    }
  });
});
