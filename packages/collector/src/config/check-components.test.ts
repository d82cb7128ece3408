import { expect, test } from "vitest";
import { checkComponents, type ComponentMistake } from "./check-components.js";
import type { PipelineConfig } from "./pipeline-schema.js";

function check(pipeline: PipelineConfig, expected: ComponentMistake[]): void {
  expect(checkComponents(pipeline)).toEqual(expected);
}

test("a lookup file that is not there", () => {
  const reason = expect.stringContaining("cannot read the lookup file") as string;
  const processors: PipelineConfig["processors"] = [
    { type: "remove", fields: ["a"] },
    { type: "enrich", file: "/nowhere/hosts.csv", field: "host" },
  ];
  check({ processors }, [{ path: ["processors", 1], reason }]);
});

test("two metrics of one name", () => {
  const reason = expect.stringContaining("requests_total") as string;
  const processors: PipelineConfig["processors"] = [
    { type: "count", metric: "requests_total" },
    { type: "count", metric: "requests_total" },
    { type: "count", metric: "requests_total", labels: { status: "status" } },
  ];
  check({ processors }, [{ path: ["processors", 2], reason }]);
});

test("a zone that nobody knows", () => {
  const reason = expect.stringContaining("Europe/Berln") as string;
  check({ inputs: [{ type: "syslog", zone: "Europe/Berln" }] }, [{ path: ["inputs", 0], reason }]);
});

test("two inputs at one address", () => {
  const inputs: PipelineConfig["inputs"] = [
    { type: "syslog", protocols: ["tcp"] },
    { type: "syslog", protocols: ["udp"] },
    { type: "gelf", listen: "127.0.0.1:0" },
    { type: "python", listen: "127.0.0.1:0" },
    { type: "gelf", listen: "127.0.0.1:5514" },
  ];
  const reason =
    "cannot listen on tcp 127.0.0.1:5514 for the gelf.4 input: syslog.0 listens on it; choose another address";
  check({ inputs }, [{ path: ["inputs", 4], reason }]);
});

test("nothing is started", () => {
  const inputs: PipelineConfig["inputs"] = [
    { type: "syslog", listen: "127.0.0.1:1" },
    { type: "exec", command: ["/nowhere/program"] },
    { type: "stdin" },
  ];
  check({ inputs }, []);
});
