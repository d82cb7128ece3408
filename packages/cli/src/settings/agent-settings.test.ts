import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readAgentSettings } from "./agent-settings.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-agent-settings-"));
const config = join(folder, "agent.yaml");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["no output", "pipeline: {}\n", "pipeline.outputs names no output"],
  ["a store", "store: { query_timeout_s: 5 }\npipeline: { outputs: [{ type: stdout }] }\n", "an agent has no store"],
  ["a store as output", "pipeline: { outputs: [{ type: store }] }\n", "an agent has no store"],
  [
    "one name twice",
    "pipeline: { outputs: [{ type: 'null', name: a }, { type: 'null', name: a }] }\n",
    "agent.yaml:1:72: pipeline.outputs.1.name: The name a is taken already",
  ],
])("does not take %s", async (_what, text, reason) => {
  writeFileSync(config, text);
  await expect(readAgentSettings({ config }, {})).rejects.toThrow(reason);
});

test.each([
  ["", {}, {}, false],
  ["listen: 127.0.0.1:1\n", {}, {}, true],
  ["", { listen: "127.0.0.1:1" }, {}, true],
  ["", {}, { CORDWOOD_LISTEN: "127.0.0.1:1" }, true],
])("listens only where an address is named: %j %j %j", async (text, flags, environment, expected) => {
  writeFileSync(config, `${text}pipeline: { outputs: [{ type: stdout }] }\n`);
  expect((await readAgentSettings({ ...flags, config }, environment)).listens).toBe(expected);
});
