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
])("%j", (config, expected) => {
  check(config, expected);
});

test("the schema is also JSON Schema, with a description of every option", () => {
  const schema = JSON.stringify(z.toJSONSchema(pipelineSchema, { io: "input" }));
  expect(schema).toContain("Files and patterns");
});
