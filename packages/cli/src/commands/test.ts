import type { Command } from "commander";
import { defaultConfig } from "../settings/default-config.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import type { ConfigTestResult } from "./pipeline-test/run-config-tests.js";

interface TestFlags {
  json?: boolean;
  name?: string;
}

const help = `
Tests stand in the configuration, beside the pipeline:

  pipeline:
    processors:
      - { type: filter, drop: '"GET /health"' }
  tests:
    - name: health checks are dropped
      input:
        - '{"level":"info","msg":"GET /health"}'
        - { level: error, message: out of disk, disk: sda }
        - { wait: 10s }
      expect:
        records:
          - { level: error, disk: sda }
        dropped: 1

An input is a line, a record, or a pause of the test's clock. A record is expected by the fields that matter, in
order, or by a search that matches it. 'expect' may also be the list of records alone; 'match', 'routed' and 'metrics'
say more. docs/guides/pipelines.md explains all of it.

Exit codes: 0 all tests passed, 1 a test failed, 2 the configuration is wrong or has no such test.`;

/** `cordwood test CONFIG`: runs the unit tests of a pipeline; exit 1 when one fails, with file:line:column. */
export function testCommand(program: Command): void {
  program
    .command("test")
    .description("run the unit tests of a pipeline that stand in its configuration")
    .argument("[CONFIG]", `the file (default: CORDWOOD_CONFIG or ${defaultConfig})`)
    .option("--name <TEXT>", "only tests whose name contains this text")
    .option("--json", "one JSON object per test")
    .addHelpText("after", help)
    .action(async (path: string | undefined, flags: TestFlags) =>
      test(path ?? process.env["CORDWOOD_CONFIG"] ?? defaultConfig, flags),
    );
}

async function test(path: string, flags: TestFlags): Promise<void> {
  const { runConfigTests } = await import("./pipeline-test/run-config-tests.js");
  const { resultText } = await import("./pipeline-test/result-text.js");
  const results: ConfigTestResult[] = [];
  for await (const result of runConfigTests(path, flags.name)) {
    results.push(result);
    await print(flags.json === true ? JSON.stringify(result) : resultText(result, paintFor(process.stdout)));
  }
  const failed = results.filter(({ passed }) => !passed).length;
  if (failed > 0) process.exitCode = 1;
  if (flags.json === true) return;
  const paint = paintFor(process.stdout);
  const count = results.length === 1 ? "1 test" : `${results.length} tests`;
  await print(failed === 0 ? paint("good", `${count} passed`) : paint("bad", `${failed} of ${count} failed`));
}
