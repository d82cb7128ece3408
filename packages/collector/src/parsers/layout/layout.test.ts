import { describe, expect, it } from "vitest";
import { utc } from "../../timestamps/zone.js";
import type { ParseContext } from "../parsed-line.js";
import { layoutParser } from "./layout.js";

const context: ParseContext = { now: BigInt(Date.parse("2026-11-21T02:00:00Z")) * 1_000_000n, zone: utc };

interface Expected {
  time: string;
  level?: string;
  logger?: string;
  host?: string;
  service?: string;
  message: string;
  attributes?: Record<string, string>;
}

function check(line: string, expected: Expected): void {
  const { time, ...rest } = expected;
  const parsed = layoutParser.parse(line, context);
  const { time: foundTime = 0n, severity: _severity, ...found } = parsed ?? { message: "" };
  expect({ ...found, time: new Date(Number(foundTime / 1_000_000n)).toISOString() }).toEqual({
    ...rest,
    time: new Date(`${time}Z`).toISOString(),
  });
}

const cases: [name: string, line: string, expected: Expected][] = [
  [
    "Zookeeper",
    "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200",
    {
      time: "2015-07-29T17:41:44.747",
      level: "info",
      logger: "FastLeaderElection",
      message: "Notification time out: 3200",
      attributes: { "thread.name": "QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181", "code.line.number": "774" },
    },
  ],
  [
    "Zookeeper with a peer as thread",
    "2015-07-29 19:04:12,394 - WARN  [/10.10.34.11:3888:QuorumCnxManager$Listener@493] - Received connection request /10.10.34.11:45307",
    {
      time: "2015-07-29T19:04:12.394",
      level: "warning",
      logger: "QuorumCnxManager$Listener",
      message: "Received connection request /10.10.34.11:45307",
      attributes: { "thread.name": "/10.10.34.11:3888", "code.line.number": "493" },
    },
  ],
  [
    "Zookeeper with the number of the server",
    "2024-03-10 15:04:05,123 [myid:1] - INFO  [main:o.a.z.s.q.QuorumPeerConfig@136] - Reading",
    {
      time: "2024-03-10T15:04:05.123",
      level: "info",
      logger: "o.a.z.s.q.QuorumPeerConfig",
      message: "Reading",
      attributes: { myid: "1", "thread.name": "main", "code.line.number": "136" },
    },
  ],
  [
    "Spring Boot 3",
    "2024-03-10T15:04:05.123+01:00 DEBUG 1 --- [shop] [nio-8080-exec-1] c.e.shop.Cart   : added",
    {
      time: "2024-03-10T14:04:05.123",
      level: "debug",
      service: "shop",
      logger: "c.e.shop.Cart",
      message: "added",
      attributes: { "process.pid": "1", "thread.name": "nio-8080-exec-1" },
    },
  ],
  [
    "Serilog with its source",
    "[01:57:51 WRN] [My.App] hello",
    { time: "2026-11-21T01:57:51", level: "warning", logger: "My.App", message: "hello" },
  ],
  [
    "WebSphere, whose month has one digit",
    "[3/10/24 15:04:05:123 UTC] 0000000a Server started",
    { time: "2024-03-10T15:04:05.123", message: "0000000a Server started" },
  ],
  [
    "log4j with a logger of one letter",
    "[INFO ] 2024-03-10 15:04:05.123 [main] A - hello",
    {
      time: "2024-03-10T15:04:05.123",
      level: "info",
      logger: "A",
      message: "hello",
      attributes: { "thread.name": "main" },
    },
  ],
  [
    "Thunderbird",
    "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed for user root",
    {
      time: "2005-11-09T20:01:01",
      logger: "crond(pam_unix)",
      host: "dn228",
      message: "session closed for user root",
      attributes: { "process.pid": "2915", location: "dn228/dn228" },
    },
  ],
  [
    "Thunderbird with a label and no process",
    "VAPI 1131566479 2005.11.09 tbird-admin1 Nov 9 12:01:19 local@tbird-admin1 kernel: Losing some ticks",
    {
      time: "2005-11-09T20:01:19",
      logger: "kernel",
      host: "tbird-admin1",
      message: "Losing some ticks",
      attributes: { label: "VAPI", location: "local@tbird-admin1" },
    },
  ],
  [
    "OpenStack",
    'nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.osapi_compute.wsgi.server [req-38101a0b 113d3a99 54fadb41 - - -] 10.11.10.1 "GET /v2/servers/detail HTTP/1.1" status: 200',
    {
      time: "2017-05-16T00:00:00.008",
      level: "info",
      logger: "nova.osapi_compute.wsgi.server",
      message: '10.11.10.1 "GET /v2/servers/detail HTTP/1.1" status: 200',
      attributes: {
        prefix: "nova-api.log.1.2017-05-16_13:53:08",
        "process.pid": "25746",
        "request.id": "req-38101a0b 113d3a99 54fadb41 - - -",
      },
    },
  ],
  [
    "OpenStack without the file's name",
    "2017-05-16 00:00:04.500 2931 WARNING nova.compute.manager [-] While synchronizing instance power states",
    {
      time: "2017-05-16T00:00:04.500",
      level: "warning",
      logger: "nova.compute.manager",
      message: "While synchronizing instance power states",
      attributes: { "process.pid": "2931" },
    },
  ],
  [
    "HealthApp",
    "20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579",
    {
      time: "2017-12-23T22:15:29.606",
      logger: "Step_LSC",
      message: "onStandStepChanged 3579",
      attributes: { "process.pid": "30002312" },
    },
  ],
  [
    "HPC",
    "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID=3180)",
    {
      time: "2004-02-26T14:12:22",
      logger: "unix.hw",
      host: "node-246",
      message: "Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID=3180)",
      attributes: { "event.id": "134681", state: "state_change.unavailable", flag: "1" },
    },
  ],
  [
    "Proxifier",
    "[10.30 16:49:06] chrome.exe - proxy.cse.cuhk.edu.hk:5070 open through proxy proxy.cse.cuhk.edu.hk:5070 HTTPS",
    {
      time: "2026-10-30T16:49:06",
      logger: "chrome.exe",
      message: "proxy.cse.cuhk.edu.hk:5070 open through proxy proxy.cse.cuhk.edu.hk:5070 HTTPS",
    },
  ],
  [
    "Proxifier, a 64-bit program",
    "[07.26 08:26:45] QQ.exe *64 - cgi.qqweb.qq.com:80 close, 451 bytes sent",
    { time: "2026-07-26T08:26:45", logger: "QQ.exe *64", message: "cgi.qqweb.qq.com:80 close, 451 bytes sent" },
  ],
  [
    "log4j",
    "2019-03-05 10:57:51,112 [http-nio-8080-exec-1] ERROR com.example.web.Controller - Cannot load: 42",
    {
      time: "2019-03-05T10:57:51.112",
      level: "error",
      logger: "com.example.web.Controller",
      message: "Cannot load: 42",
      attributes: { "thread.name": "http-nio-8080-exec-1" },
    },
  ],
  [
    "logback",
    "10:57:51.112 [main] DEBUG com.example.Main - Hello",
    {
      time: "2026-11-20T10:57:51.112",
      level: "debug",
      logger: "com.example.Main",
      message: "Hello",
      attributes: { "thread.name": "main" },
    },
  ],
  [
    "Spring Boot",
    "2019-03-05 10:57:51.112  INFO 45469 --- [           main] org.apache.catalina.core.StandardEngine  : Starting Servlet Engine: Apache Tomcat/7.0.52",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      logger: "org.apache.catalina.core.StandardEngine",
      message: "Starting Servlet Engine: Apache Tomcat/7.0.52",
      attributes: { "process.pid": "45469", "thread.name": "main" },
    },
  ],
  [
    "Tomcat",
    "05-Mar-2019 10:57:51.112 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in 1234 ms",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      message: "[main] org.apache.catalina.startup.Catalina.start Server startup in 1234 ms",
    },
  ],
  [
    "Python's usual format",
    "2019-03-05 10:57:51,112 - my.module - WARNING - Something: odd",
    { time: "2019-03-05T10:57:51.112", level: "warning", logger: "my.module", message: "Something: odd" },
  ],
  [
    "Python with the name first",
    "2019-03-05 10:57:51,112 mylogger INFO started",
    { time: "2019-03-05T10:57:51.112", level: "info", logger: "mylogger", message: "started" },
  ],
  [
    "Airflow",
    "[2019-03-05 10:57:51,112] {scheduler_job.py:122} INFO - Starting",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      message: "Starting",
      attributes: { "code.file.path": "scheduler_job.py", "code.line.number": "122" },
    },
  ],
  [
    "Celery",
    "[2019-03-05 10:57:51,112: INFO/MainProcess] Task x succeeded",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      message: "Task x succeeded",
      attributes: { "process.name": "MainProcess" },
    },
  ],
  [
    "Cassandra",
    "INFO  [main] 2019-03-05 10:57:51,112 Main.java:123 - up",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      message: "up",
      attributes: { "thread.name": "main", "code.file.path": "Main.java", "code.line.number": "123" },
    },
  ],
  [
    "ClickHouse",
    "2019.03.05 10:57:51.112345 [ 123 ] {a-b} <Information> Application: Ready",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      logger: "Application",
      message: "Ready",
      attributes: { "process.pid": "123", context: "a-b" },
    },
  ],
  [
    "Minecraft",
    "[01:57:51] [Server thread/INFO]: Done (1.2s)!",
    {
      time: "2026-11-21T01:57:51",
      level: "info",
      message: "Done (1.2s)!",
      attributes: { "thread.name": "Server thread" },
    },
  ],
  [
    "a class in brackets",
    "2019-03-05 10:57:51 ERROR [com.foo.Bar:123] it failed",
    {
      time: "2019-03-05T10:57:51",
      level: "error",
      logger: "com.foo.Bar",
      message: "it failed",
      attributes: { "code.line.number": "123" },
    },
  ],
  [
    "Ruby's Logger without a program",
    "I, [2019-03-05T10:57:51.112345 #1234]  INFO -- : Started GET",
    { time: "2019-03-05T10:57:51.112", level: "info", message: "Started GET", attributes: { "process.pid": "1234" } },
  ],
  [
    "ROS",
    "[ERROR] [1551783471.123456789] [node]: it failed",
    { time: "2019-03-05T10:57:51.123", level: "error", message: "it failed", attributes: { "thread.name": "node" } },
  ],
  [
    "Squid",
    "1551783471.123    921 192.168.0.68 TCP_MISS/200",
    { time: "2019-03-05T10:57:51.123", message: "921 192.168.0.68 TCP_MISS/200" },
  ],
  [
    "gunicorn",
    "[2019-03-05 10:57:51 +0000] [1234] [INFO] Listening at: http://127.0.0.1:8000",
    {
      time: "2019-03-05T10:57:51",
      level: "info",
      message: "Listening at: http://127.0.0.1:8000",
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "uvicorn with loguru",
    "2019-03-05 10:57:51.112 | INFO     | __main__:main:3 - Hello",
    { time: "2019-03-05T10:57:51.112", level: "info", logger: "__main__:main:3", message: "Hello" },
  ],
  [
    "Tornado",
    "[W 190305 10:57:51 web:2064] 404 GET / (127.0.0.1) 1.12ms",
    { time: "2019-03-05T10:57:51", level: "warning", logger: "web:2064", message: "404 GET / (127.0.0.1) 1.12ms" },
  ],
  [
    "nginx error",
    '2019/03/05 10:57:51 [error] 1234#5678: *9 open() "/x" failed (2: No such file or directory), client: 1.2.3.4',
    {
      time: "2019-03-05T10:57:51",
      level: "error",
      message: '*9 open() "/x" failed (2: No such file or directory), client: 1.2.3.4',
      attributes: { "process.pid": "1234", "thread.id": "5678" },
    },
  ],
  [
    "Apache 2.4 error",
    "[Tue Mar 05 10:57:51.123456 2019] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187:1234] File does not exist: /favicon.ico",
    {
      time: "2019-03-05T10:57:51.123",
      level: "error",
      logger: "core",
      message: "[client 72.15.99.187:1234] File does not exist: /favicon.ico",
      attributes: { "process.pid": "35708", "thread.id": "4328636416", "client.address": "72.15.99.187:1234" },
    },
  ],
  [
    "PostgreSQL",
    "2019-03-05 10:57:51.112 UTC [1234] LOG:  database system is ready to accept connections",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      message: "database system is ready to accept connections",
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "PostgreSQL with user and database",
    '2019-03-05 10:57:51.112 UTC [1234] app@shop ERROR:  relation "x" does not exist',
    {
      time: "2019-03-05T10:57:51.112",
      level: "error",
      logger: "app@shop",
      message: 'relation "x" does not exist',
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "MySQL 8",
    "2019-03-05T10:57:51.112345Z 0 [Warning] [MY-010055] [Server] Something",
    {
      time: "2019-03-05T10:57:51.112",
      level: "warning",
      message: "[MY-010055] [Server] Something",
      attributes: { "process.pid": "0" },
    },
  ],
  [
    "MongoDB 3",
    "2019-03-05T10:57:51.112+0000 I NETWORK  [conn1] received client metadata",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      logger: "NETWORK",
      message: "[conn1] received client metadata",
    },
  ],
  [
    "Elasticsearch",
    "[2019-03-05T10:57:51,112][INFO ][o.e.n.Node               ] [node-1] starting ...",
    { time: "2019-03-05T10:57:51.112", level: "info", logger: "o.e.n.Node", message: "[node-1] starting ..." },
  ],
  [
    "Kafka",
    "[2019-03-05 10:57:51,112] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)",
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      logger: "kafka.server.KafkaServer",
      message: "[KafkaServer id=0] started",
    },
  ],
  [
    "Rust env_logger",
    "[2019-03-05T10:57:51Z INFO  my_crate::module] hello",
    { time: "2019-03-05T10:57:51", level: "info", logger: "my_crate::module", message: "hello" },
  ],
  [
    "Rust tracing",
    "2019-03-05T10:57:51.112345Z  INFO my_crate::module: hello key=1",
    { time: "2019-03-05T10:57:51.112", level: "info", logger: "my_crate::module", message: "hello key=1" },
  ],
  [
    "zap's console",
    '2019-03-05T10:57:51.112Z\tINFO\tcontroller\tmain.go:12\tstarting\t{"a":1}',
    {
      time: "2019-03-05T10:57:51.112",
      level: "info",
      logger: "controller",
      message: 'starting\t{"a":1}',
      attributes: { "code.file.path": "main.go", "code.line.number": "12" },
    },
  ],
  [
    "Go's standard logger",
    "2009/11/10 23:00:00 main.go:23: started: all well",
    {
      time: "2009-11-10T23:00:00",
      message: "started: all well",
      attributes: { "code.file.path": "main.go", "code.line.number": "23" },
    },
  ],
  [
    "winston",
    "2019-03-05T10:57:51.112Z info: Server: up",
    { time: "2019-03-05T10:57:51.112", level: "info", message: "Server: up" },
  ],
  [
    "winston in brackets",
    "2019-03-05T10:57:51.112Z [warn]: slow",
    { time: "2019-03-05T10:57:51.112", level: "warning", message: "slow" },
  ],
  [
    "Serilog",
    "2019-03-05 10:57:51.112 +00:00 [INF] Hello",
    { time: "2019-03-05T10:57:51.112", level: "info", message: "Hello" },
  ],
  ["Serilog's console", "[01:57:51 INF] Hello", { time: "2026-11-21T01:57:51", level: "info", message: "Hello" }],
  [
    "NLog",
    "2019-03-05 10:57:51.1121|INFO|My.Name.Class|Hello",
    { time: "2019-03-05T10:57:51.112", level: "info", logger: "My.Name.Class", message: "Hello" },
  ],
  [
    "Ruby's Logger",
    "E, [2019-03-05T10:57:51.112345 #1234] ERROR -- worker: failed",
    {
      time: "2019-03-05T10:57:51.112",
      level: "error",
      logger: "worker",
      message: "failed",
      attributes: { "process.pid": "1234" },
    },
  ],
  [
    "level first",
    "[ERROR] 2019-03-05 10:57:51 cannot open",
    { time: "2019-03-05T10:57:51", level: "error", message: "cannot open" },
  ],
  [
    "Dropwizard",
    "INFO  [2019-03-05 10:57:51,112] com.example.App: up",
    { time: "2019-03-05T10:57:51.112", level: "info", logger: "com.example.App", message: "up" },
  ],
  [
    "Laravel",
    "[2019-03-05 10:57:51] production.ERROR: Undefined variable",
    { time: "2019-03-05T10:57:51", level: "error", logger: "production", message: "Undefined variable" },
  ],
  [
    "syslog with an ISO time",
    "2019-03-05T10:57:51.112345+01:00 web01 sshd[123]: error: not you",
    {
      time: "2019-03-05T09:57:51.112",
      logger: "sshd",
      host: "web01",
      message: "error: not you",
      attributes: { "process.pid": "123" },
    },
  ],
  [
    "syslog with an ISO time and no process",
    "2019-03-05T10:57:51Z web01 kernel: [12.3] usb 1-1: new device",
    { time: "2019-03-05T10:57:51", logger: "kernel", host: "web01", message: "[12.3] usb 1-1: new device" },
  ],
  [
    "syslog with a date like others'",
    "2019-03-05 10:57:51 web01 sshd[12]: hello",
    {
      time: "2019-03-05T10:57:51",
      logger: "sshd",
      host: "web01",
      message: "hello",
      attributes: { "process.pid": "12" },
    },
  ],
  [
    "the journal's full time",
    "Tue 2019-03-05 10:57:51 UTC web01 sshd[12]: hello",
    {
      time: "2019-03-05T10:57:51",
      logger: "sshd",
      host: "web01",
      message: "hello",
      attributes: { "process.pid": "12" },
    },
  ],
  [
    "prose with a colon",
    "2019-03-05T10:57:51Z Listening on: 0.0.0.0",
    { time: "2019-03-05T10:57:51", message: "Listening on: 0.0.0.0" },
  ],
  [
    "HealthApp with a bar in the message",
    "20171223-22:15:29:6|Step_LSC|30002312|12|x",
    { time: "2017-12-23T22:15:29.006", logger: "Step_LSC", message: "12|x", attributes: { "process.pid": "30002312" } },
  ],
  [
    "syslog without a tag",
    "Jul  1 09:00:55 calvisitor last message repeated 2 times",
    { time: "2026-07-01T09:00:55", host: "calvisitor", message: "last message repeated 2 times" },
  ],
  [
    "syslog without a host",
    "Jul  1 09:00:55 sshd[12]: hello",
    { time: "2026-07-01T09:00:55", logger: "sshd", message: "hello", attributes: { "process.pid": "12" } },
  ],
  [
    "a container's prefix",
    "web_1  | 2019-03-05 10:57:51 INFO started",
    { time: "2019-03-05T10:57:51", level: "info", message: "started", attributes: { prefix: "web_1" } },
  ],
  [
    "Redis",
    "1234:M 05 Mar 2019 10:57:51.112 # Server initialized",
    {
      time: "2019-03-05T10:57:51.112",
      level: "warning",
      message: "Server initialized",
      attributes: { "process.pid": "1234", role: "M" },
    },
  ],
  [
    "an error's class is message",
    "2019-03-05 10:57:51 ERROR TypeError: x is not a function",
    { time: "2019-03-05T10:57:51", level: "error", message: "TypeError: x is not a function" },
  ],
  [
    "only a time",
    "2019-03-05 10:57:51 got an error from the server",
    { time: "2019-03-05T10:57:51", message: "got an error from the server" },
  ],
  [
    "prose with a level in capitals",
    "2019-03-05 10:57:51 We got an ERROR today",
    { time: "2019-03-05T10:57:51", message: "We got an ERROR today" },
  ],
];

describe("a line is taken apart as it stands in the layout of", () => {
  it.each(cases)("%s", (_name, line, expected) => {
    check(line, expected);
  });
});

describe("no layout is seen in", () => {
  it.each([
    "",
    "hello world",
    "10 green bottles",
    "2019 was a year",
    "   at foo (bar.js:1:2)",
    "1286536309 apples",
    "Traceback (most recent call last):",
  ])("'%s'", (line) => {
    expect(layoutParser.parse(line, context)).toBeUndefined();
  });
});
