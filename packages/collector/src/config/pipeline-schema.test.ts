import { expect, test } from "vitest";
import { z } from "zod";
import { pipelineSchema } from "./pipeline-schema.js";

function check(config: unknown, expected: string): void {
  const issue = pipelineSchema.safeParse(config).error?.issues[0];
  expect(issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`).toContain(expected);
}

test.each([
  [{}, ""],
  [
    {
      inputs: [
        { type: "file", paths: ["/var/log/*.log"], service: "x", zone: "UTC" },
        { type: "stdin" },
        { type: "syslog", listen: "0.0.0.0:514", protocols: ["udp"] },
        { type: "forward", listen: "[::1]:24224", shared_key: "secret" },
      ],
      processors: [
        { type: "filter", drop: "*health* service:web" },
        { type: "set", fields: { env: '"prod"' } },
        { type: "redact", patterns: ["email"], fields: ["password"] },
        { type: "sample", one_in: 10, together: "trace_id" },
        { type: "throttle", per_second: 100 },
      ],
      buffer: { bytes_max: 1000, when_full: "drop_oldest" },
      outputs: [{ type: "http", url: "https://x/api/v1/ingest" }, { type: "file", path: "x" }, { type: "stdout" }],
    },
    "",
  ],
  [{ input: [] }, 'Unrecognized key: "input"'],
  [{ inputs: [{ type: "file" }] }, "inputs.0.paths"],
  [{ inputs: [{ type: "nothing" }] }, "inputs.0.type"],
  [{ inputs: [{ type: "syslog", listen: "514" }] }, "inputs.0.listen: Expected HOST:PORT"],
  [{ inputs: [{ type: "syslog", listen: "h:70000" }] }, "inputs.0.listen: Expected a port up to 65535"],
  [{ outputs: [{ type: "http", url: "ftp://x" }] }, "outputs.0.url"],
  [{ processors: [{ type: "sample", one_in: 0 }] }, "processors.0"],
  [
    {
      outputs: [
        { type: "store", buffer: { when_full: "drop_oldest" } },
        { type: "null", when: "level:error" },
      ],
    },
    "",
  ],
  [{ outputs: [{ type: "null", when: "level:(" }] }, "outputs.0.when"],
  [{ outputs: [{ type: "null", name: "a b" }] }, "outputs.0.name: Expected letters"],
  [{ inputs: [{ type: "stdin", name: "a" }], outputs: [{ type: "null", name: "a" }] }, ""],
  [
    {
      outputs: [
        { type: "null", name: "a" },
        { type: "stdout", name: "a" },
      ],
    },
    "outputs.1.name: The name a is taken already",
  ],
  [{ outputs: [{ type: "store" }, { type: "store", name: "b" }] }, "outputs.1.type: There is one store"],
  [{ outputs: [{ type: "null", name: "store" }] }, "outputs.0.name: Only the store is called store"],
  [
    { processors: [{ type: "route", routes: [{ when: "*", to: ["null.0", "store"] }] }], outputs: [{ type: "null" }] },
    "",
  ],
  [
    { processors: [{ type: "route", routes: [{ when: "*", to: ["store", "x"] }] }], outputs: [{ type: "null" }] },
    "processors.0.routes.0.to.1: There is no output x; there are null.0, store",
  ],
  [
    { processors: [{ type: "route", routes: [{ when: "*", to: ["store"] }], otherwise: ["y"] }] },
    "otherwise.0: There is no",
  ],
])("%j", (config, expected) => {
  check(config, expected);
});

test("the schema is also JSON Schema, with a description of every option", () => {
  const schema = JSON.stringify(z.toJSONSchema(pipelineSchema, { io: "input" }));
  expect(schema).toContain("Files and patterns");
});
