import { expect, it } from "vitest";
import { utc } from "../../timestamps/zone.js";
import { createAutoParser } from "../auto.js";

/** What a line comes to; `time` as ISO 8601. */
interface Expected {
  time?: string;
  level?: string;
  logger?: string;
  host?: string;
  message: string;
  attributes?: Record<string, string>;
  parseError?: string;
}

const context = { now: 1_704_067_200_000_000_000n, zone: utc };

function check(line: string, { time, ...expected }: Expected): void {
  const found = createAutoParser().parse(line, context);
  const text = found.time === undefined ? undefined : new Date(Number(found.time / 1_000_000n)).toISOString();
  expect(text).toBe(time);
  const { time: _time, severity: _severity, ...rest } = found;
  expect(rest).toEqual(expected);
}

const at = "2019-03-05T10:57:51.112Z";
const second = "2019-03-05T10:57:51.000Z";

it.each<[string, Expected]>([
  [
    "2019-03-05 10:57:51.112;ERROR;app.module;it failed",
    { time: at, level: "error", logger: "app.module", message: "it failed" },
  ],
  ["2019-03-05T10:57:51.112Z;WARN;it failed; again", { time: at, level: "warning", message: "it failed; again" }],
  [
    "2019-03-05 10:57:51,112;1234;app;INFO;it, works",
    { time: at, level: "info", logger: "app", message: "it, works", attributes: { "process.pid": "1234" } },
  ],
  ["ERROR;2019-03-05 10:57:51.112;it failed", { time: at, level: "error", message: "it failed" }],
  ["2019-03-05 10:57:51,ERROR,app,it failed", { time: second, level: "error", logger: "app", message: "it failed" }],
  ["< 2019-03-05 10:57:51.112 UTC >LOG:  ready", { time: at, level: "info", message: "ready" }],
  [
    "< 2019-03-05 10:57:51.112 UTC bob shop > ERROR:  no such table",
    { time: at, level: "error", message: "no such table", attributes: { context: "bob shop" } },
  ],
  [
    "####<Mar 5, 2019 10:57:51 AM UTC> <Error> <HTTP> <web1> <Admin> <[ACTIVE] ExecuteThread: '0' for queue: 'x (self-tuning)'> <<WLS Kernel>> <> <> <1551783471112> <BEA-101020> <Servlet failed>",
    {
      time: second,
      level: "error",
      logger: "HTTP",
      host: "web1",
      message: "Servlet failed",
      attributes: {
        "weblogic.server": "Admin",
        "thread.name": "[ACTIVE] ExecuteThread: '0' for queue: 'x (self-tuning)'",
        "user.name": "<WLS Kernel>",
        "event.id": "BEA-101020",
      },
    },
  ],
  [
    "<Mar 5, 2019 10:57:51 AM UTC> <Notice> <Security> <BEA-090082> <Ready.>",
    { time: second, level: "notice", logger: "Security", message: "Ready.", attributes: { "event.id": "BEA-090082" } },
  ],
  [
    "2019-03-05T10:57:51.112Z\tINFO\tapp\tmain.go:12\tgot it",
    {
      time: at,
      level: "info",
      logger: "app",
      message: "got it",
      attributes: { "code.file.path": "main.go", "code.line.number": "12" },
    },
  ],
  ["1.551783471112e+09\tINFO\tgot it", { time: at, level: "info", message: "got it" }],
  [
    "*Mar  5 10:57:51: %SYS-5-CONFIG_I: Configured",
    {
      time: "2023-03-05T10:57:51.000Z",
      level: "notice",
      logger: "SYS",
      message: "Configured",
      attributes: { "event.name": "CONFIG_I" },
    },
  ],
  [
    "Mar  5 10:57:51: %LINK-3-UPDOWN: Interface up",
    {
      time: "2023-03-05T10:57:51.000Z",
      level: "error",
      logger: "LINK",
      message: "Interface up",
      attributes: { "event.name": "UPDOWN" },
    },
  ],
  [
    "<189>29: *Mar  5 10:57:51.112 UTC: %SYS-3-CPUHOG: Task ran",
    {
      time: "2023-03-05T10:57:51.112Z",
      level: "error",
      logger: "SYS",
      message: "Task ran",
      attributes: { "syslog.facility": "local7", "event.name": "CPUHOG" },
    },
  ],
  [
    "[0.123s][info][gc] GC(0) Pause Young",
    { level: "info", logger: "gc", message: "GC(0) Pause Young", attributes: { "jvm.uptime": "0.123s" } },
  ],
  [
    "[2019-03-05T10:57:51.112+0000][12][warning][gc,start    ] x [y] z",
    { time: at, level: "warning", logger: "gc,start", message: "x [y] z", attributes: { "process.pid": "12" } },
  ],
  [
    "[1234] 05 Mar 10:57:51.112 # out of memory",
    {
      time: "2023-03-05T10:57:51.112Z",
      level: "warning",
      message: "out of memory",
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "2019-03-05 10:57:51.112345 W | etcdserver: no peer",
    { time: at, level: "warning", logger: "etcdserver", message: "no peer" },
  ],
  [
    "@400000005c7e56390688d800 ERROR: it failed",
    { time: "2019-03-05T10:57:51.109Z", level: "error", message: "it failed" },
  ],
  [
    "=ERROR REPORT==== 5-Mar-2019::10:57:51 ===\n** it failed",
    { time: second, level: "error", message: "** it failed" },
  ],
  [
    "=SUPERVISOR REPORT==== 5-Mar-2019::10:57:51.112000 UTC ===\n  x",
    { time: at, level: "error", logger: "supervisor", message: "x" },
  ],
  [
    'type=SYSCALL msg=audit(1551783471.112:24): success=no comm="cat"',
    {
      time: at,
      level: "warning",
      message: 'SYSCALL success=no comm="cat"',
      attributes: { "audit.type": "SYSCALL", "audit.event_id": "24", "audit.success": "no", "audit.comm": "cat" },
    },
  ],
  [
    "node=web1 type=USER_LOGIN msg=audit(1551783471.112:25): pid=1 msg='op=login res=success'",
    {
      time: at,
      level: "info",
      host: "web1",
      message: "USER_LOGIN pid=1 msg='op=login res=success'",
      attributes: {
        "audit.type": "USER_LOGIN",
        "audit.event_id": "25",
        "audit.pid": "1",
        "audit.op": "login",
        "audit.res": "success",
      },
    },
  ],
  [
    '3:04PM ERR main.go:12 > it failed error="boom x" user=u',
    {
      time: "2023-12-31T15:04:00.000Z",
      level: "error",
      message: "it failed",
      attributes: { "code.file.path": "main.go", "code.line.number": "12", error: "boom x", user: "u" },
    },
  ],
  ["12:04AM INF a = b", { time: "2024-01-01T00:04:00.000Z", level: "info", message: "a = b" }],
])("%s", (line, expected) => {
  check(line, expected);
});

it.each([
  "25:61:05 ERROR x",
  "2019-03-05 25:61:05 ERROR x",
  "13:04PM WRN x",
  "####<not a time> <Error> <x> <y> <z> <a> <b> <c> <d> <1> <BEA-1> <x>",
  "<b>bold</b> text",
  "* a list item",
  "= a heading =",
  "@someone look here",
  "@400000005c7e5639 too short",
  "[1] footnote",
  "[1][2] x",
])("%j is no such line", (line) => {
  check(line, { message: line, parseError: "no known format" });
});
