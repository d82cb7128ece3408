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
  [
    "tokens:\n  - long-enough\n  - short\n",
    "cordwood.yaml:3:5: tokens.1: Too small: expected string to have >=8 characters",
  ],
  ["store:\n  query_timeout_s: 0\n", "cordwood.yaml:2:20: store.query_timeout_s: Too small: expected number to be >=1"],
  ["store:\n  retention: { audit: { weeks: 3 } }\n", "cordwood.yaml:2:25: store.retention.audit.weeks is not known"],
  ["pipeline:\n  inputs: [{ type: syslog, port: 1 }]\n", "cordwood.yaml:2:28: pipeline.inputs.0.port is not known"],
  ["pipeline:\n  inputs: [{ type: syslog, listen: '127.0.0.1:5514' }]\n  processors: []\n", "none"],
  ["data: x\ndata: y\n", "cordwood.yaml:2:1: Map keys must be unique at line 2, column 1:"],
])("%j: %s", (text, expected) => {
  expect(mistake(text)).toBe(expected);
});
