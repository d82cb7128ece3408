import { expect, test } from "vitest";
import { parseConfig } from "./config-file.js";
import { fullSchema } from "./full-schema.js";

function mistake(text: string): string {
  try {
    parseConfig(text, "cordwood.yaml", fullSchema);
  } catch (error) {
    const { message, hint } = error as Error & { hint: string };
    return hint === "" ? message : `${message} (${hint})`;
  }
  return "none";
}

test.each([
  ["", "none"],
  ["data: /var/lib/cordwood\nfiles: [a.log, 'b/*.log']\n", "none"],
  ["data: x\nlissen: 1\n", "cordwood.yaml:2:1: lissen is not known (did you mean listen?)"],
  ["data: x\nlisten: nowhere\n", "cordwood.yaml:2:9: listen: Expected HOST:PORT, such as 127.0.0.1:7600"],
  ["listen: '127.0.0.1:99999'\n", "cordwood.yaml:1:9: listen: Expected a port up to 65535"],
  ["tokens:\n  - long-enough\n  - short\n", 'cordwood.yaml:3:5: tokens.1: Expected at least 8 characters, got "short"'],
  ["store:\n  query_timeout_s: 0\n", "cordwood.yaml:2:20: store.query_timeout_s: Expected at least 1, got 0"],
  [
    "store:\n  retention: { audit: { weeks: 3 } }\n",
    "cordwood.yaml:2:25: store.retention.audit.weeks is not known (known are days, bytes)",
  ],
  [
    "pipeline:\n  inputs: [{ type: syslog, port: 1 }]\n",
    "cordwood.yaml:2:28: pipeline.inputs.0.port is not known (did you mean host?)",
  ],
  ["pipeline:\n  inputs: [{ type: syslog, listen: '127.0.0.1:5514' }]\n  processors: []\n", "none"],
  ["data: x\ndata: y\n", "cordwood.yaml:2:1: Map keys must be unique"],
  ["pipeline: []\n", "cordwood.yaml:1:11: pipeline: Expected a map, got an empty list"],
  [
    "pipeline: { outputs: [{ type: forward, servers: [{}] }] }\n",
    "cordwood.yaml:1:50: pipeline.outputs.0.servers.0.address is missing (expected a text)",
  ],
  [
    "pipeline: { inputs: [{ type: sylog }] }\n",
    'cordwood.yaml:1:30: pipeline.inputs.0.type: Expected one of file, docker, cri, stdin, exec, syslog, gelf, python, forward, statsd, metrics, got "sylog" (did you mean syslog?)',
  ],
  [
    "pipeline: { processors: [{ type: redact, patterns: [ipv5] }], outputs: 1 }\n",
    'cordwood.yaml:1:53: pipeline.processors.0.patterns.0: Expected one of email, card_number, ipv4, bearer_token, jwt, url_credentials, cloud_key, private_key, got "ipv5" (did you mean ipv4?)',
  ],
  [
    "pipeline: { processors: [{ type: parse, parser: { format: grok, patern: x } }] }\n",
    "cordwood.yaml:1:49: pipeline.processors.0.parser.pattern is missing (expected a text)",
  ],
  [
    "tests: [{ name: a, input: [{ wait: 10 }], expect: [] }]\n",
    "cordwood.yaml:1:28: tests.0.input.0: Expected a duration such as 10s or 1h30m",
  ],
  [
    "tests: [{ name: a, input: [5], expect: [] }]\n",
    "cordwood.yaml:1:28: tests.0.input.0: Expected a text or a map, got 5",
  ],
  [
    "tests: [{ name: a, input: [], expect: { recods: [] } }]\n",
    "cordwood.yaml:1:41: tests.0.expect.recods is not known (did you mean records?)",
  ],
  [
    "tests: [{ name: a, input: [], expect: [{ message: [1] }] }]\n",
    "cordwood.yaml:1:51: tests.0.expect.0.message: Expected a text, a number, true or false, null or a map, got a list",
  ],
  [
    "tests: [{ name: a, input: [], expect: { match: 'level:>= (' } }]\n",
    "cordwood.yaml:1:48: tests.0.expect.match: cannot use 'level:>= (': expected a value, at \"(\" at character 10; docs/reference/search-language.md tells what can stand here",
  ],
])("%j: %s", (text, expected) => {
  expect(mistake(text)).toBe(expected);
});
