import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineGrouper, type LineGrouperOptions } from "./line-grouper.js";

function group(text: string, options?: LineGrouperOptions): string[] {
  const grouper = new LineGrouper(options);
  const records: string[] = [];
  for (const line of text.split("\n")) {
    const finished = grouper.push(line);
    if (finished !== undefined) records.push(finished);
  }
  const last = grouper.flush();
  return last === undefined ? records : [...records, last];
}

const stamped = "2019-03-05 10:57:51,112 ERROR app: it failed";
const next = "2019-03-05 10:57:52,000 INFO app: the next record";

/** A trace as the language writes it behind a logged line. */
const traces: [name: string, trace: string][] = [
  [
    "Node",
    "TypeError: x is not a function\n    at foo (/app/a.js:1:2)\n    at async bar (node:internal/x:1:2) {\n  code: 'E',\n  [cause]: Error: deep\n      at baz (/app/b.js:1:1)\n}",
  ],
  [
    "Python",
    'Traceback (most recent call last):\n  File "/app/a.py", line 1, in <module>\n    foo()\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/app/a.py", line 3, in <module>\n    bar()\nValueError: 2',
  ],
  [
    "Java",
    "java.lang.IllegalStateException: bad\n\tat com.example.A.b(A.java:12)\n\t... 12 more\nCaused by: java.io.IOException: disk\n\tat com.example.C.d(C.java:5)\n\tSuppressed: x.Y: z",
  ],
  [
    "Go",
    "goroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\nnet/http.(*conn).serve(0xc000, {0x1, 0x2})\n\t/usr/lib/go/server.go:1 +0x2\ncreated by net/http.(*Server).Serve in goroutine 1\n\t/usr/lib/go/server.go:2 +0x3",
  ],
  [
    "Ruby",
    "app/models/user.rb:12:in `save': not valid (ActiveRecord::RecordInvalid)\n\tfrom app/x.rb:3:in `block'\napp/controllers/y.rb:4:in 'create'",
  ],
  [
    ".NET",
    "System.InvalidOperationException: bad\n ---> System.IO.IOException: disk\n   at A.B() in C:\\x.cs:line 1\n   --- End of inner exception stack trace ---\n   at C.D()\n--- End of stack trace from previous location ---\n   at E.F()",
  ],
];

describe("a stack trace stays with its record, as written by", () => {
  it.each(traces)("%s, behind a logged line", (_name, trace) => {
    expect(group(`${stamped}\n${trace}\n${next}`)).toEqual([`${stamped}\n${trace}`, next]);
  });
  it.each([
    [
      "Node, uncaught",
      '/app/a.js:3\n    throw new Error("x");\n    ^\n\nError: x\n    at foo (/app/a.js:3:1)\n\nNode.js v20.1.0',
    ],
    [
      "Java, uncaught",
      'Exception in thread "main" java.lang.Error: x\n\tat A.b(A.java:1)\nCaused by: java.lang.Error: y\n\tat A.c(A.java:1)',
    ],
    ["Go, a panic", "panic: oh no\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\nexit status 2"],
    [".NET, uncaught", "Unhandled exception. System.Exception: x\n   at A.B()"],
    [".NET's console logger", "info: Microsoft.Hosting.Lifetime[0]\n      Now listening on: http://localhost:5000"],
    ["java.util.logging", "Mar 05, 2019 10:57:51 AM com.example.Main run\nINFO: hello"],
  ])("%s", (_name, trace) => {
    expect(group(`${next}\n${trace}`)).toEqual([next, trace]);
    expect(group(`${trace}\n${next}`)).toEqual([trace, next]);
  });
});

it("a Python trace on its own is one record", () => {
  const trace = traces[1]?.[1] ?? "";
  expect(group(`${trace}\n${next}`)).toEqual([trace, next]);
});

describe("lines stay records of their own", () => {
  it.each([
    ["lines of prose", "one\ntwo\nthree"],
    ["stamped lines", `${stamped}\n${next}\n${stamped}`],
    ["indented stamps", `${next}\n  2019-03-05 10:57:51 INFO x`],
    ["JSON lines", '{"a":1}\n{"a":2}'],
    ["errors without a record before them", "TypeError: a\nTypeError: b"],
    ["messages behind syslog lines", "Jun 14 15:16:01 combo a: x\nJun 14 15:16:01 combo b: y"],
  ])("%s", (_name, text) => {
    expect(group(text)).toEqual(text.split("\n"));
  });
  it("empty lines make none", () => {
    expect(group("\n\na\n\r\n\nb\n\n")).toEqual(["a", "b"]);
  });
});

describe("lines that a container engine wrapped", () => {
  const cri = (text: string, tag = "F", stream = "stdout"): string =>
    `2016-10-06T00:17:09.669794202Z ${stream} ${tag} ${text}`;
  const docker = (log: string, stream = "stdout"): string =>
    JSON.stringify({ log, stream, time: "2019-03-05T10:57:52.1Z" });
  it("are joined where the engine cut them", () => {
    expect(group([cri("one", "P"), cri(" two", "P"), cri(" three"), cri("next")].join("\n"))).toEqual([
      cri("one two three"),
      cri("next"),
    ]);
    expect(group([docker("one"), docker(" two\n"), docker("next\n")].join("\n"))).toEqual([
      docker("one two\n"),
      docker("next\n"),
    ]);
  });
  it("keep their stack traces", () => {
    expect(
      group([cri(stamped), cri("Error: x"), cri("    at a (", "P"), cri("b.js:1:1)"), cri(next)].join("\n")),
    ).toEqual([`${cri(stamped)}\nError: x\n    at a (b.js:1:1)`, cri(next)]);
    expect(group([docker(`${stamped}\n`), docker("    at a\n"), docker(`${next}\n`)].join("\n"))).toEqual([
      `${docker(`${stamped}\n`)}\n    at a`,
      docker(`${next}\n`),
    ]);
  });
  it("are not joined across streams, or with lines that are not wrapped", () => {
    const lines = [cri("one", "P"), cri(" two", "F", "stderr"), " three"];
    expect(group(lines.join("\n"))).toEqual([cri("one"), cri(" two", "F", "stderr"), " three"]);
  });
  it("are none when they are empty", () => {
    expect(group([cri(""), docker("\n"), cri("x")].join("\n"))).toEqual([cri("x")]);
  });
});

describe("a group is bounded", () => {
  it("in lines", () => {
    expect(group("a\n 1\n 2\n 3", { linesMax: 2 })).toEqual(["a\n 1", " 2\n 3"]);
  });
  it("in length", () => {
    expect(group("aaaa\n 1111\n 2222", { textMax: 10 })).toEqual(["aaaa\n 1111", " 2222"]);
  });
});

it("loses nothing but empty lines", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      " at x",
      "Traceback (most recent call last):",
      "goroutine 1 [x]:",
      "panic: x",
      "}",
      "Caused by: x",
      "",
    ),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const clean = lines.map((text) => text.replaceAll(/[\r\n]/g, ""));
      const kept = (texts: string[]): string[] =>
        texts
          .join("\n")
          .split("\n")
          .map((text) => text.trimEnd())
          .filter((text) => text !== "");
      expect(kept(group(clean.join("\n")))).toEqual(kept(clean));
    }),
  );
});

it("takes bounded time for a hostile line", () => {
  const grouper = new LineGrouper({ textMax: 1e9 });
  for (const part of ["a.", "A::", "((", "a/", " \t", "aError:"]) {
    grouper.push(stamped);
    grouper.push(part.repeat(500_000));
  }
  expect(grouper.pendingLines).toBeGreaterThan(0);
});
