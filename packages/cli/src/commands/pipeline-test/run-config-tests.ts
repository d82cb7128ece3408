// Runs the tests of a configuration file one after the other.
import { readFileSync } from "node:fs";
import { type PipelineConfig, type PipelineTest, runPipelineTest, type TestFailure } from "@cordwood/collector";
import { CliError } from "../../errors.js";
import { checkPipeline } from "../../settings/check-pipeline.js";
import { readConfigFile } from "../../settings/config-file.js";
import { fullSchema } from "../../settings/full-schema.js";
import { configPlaces } from "./config-places.js";

/** What is wrong, and where in the file that was expected. */
export interface PlacedFailure extends Omit<TestFailure, "path"> {
  /** path:line:column */
  place: string;
}

/** The result of one test. */
export interface ConfigTestResult {
  name: string;
  /** path:line:column of the test. */
  place: string;
  passed: boolean;
  failures: PlacedFailure[];
}

/**
 * Runs the tests of `path` whose name contains `name`.
 * @throws CliError `CW_CLI_CONFIG`, `CW_CLI_CONFIG_READ`
 */
export async function* runConfigTests(path: string, name = ""): AsyncGenerator<ConfigTestResult> {
  const config = readConfigFile(path, fullSchema);
  const pipeline = (config["pipeline"] ?? {}) as PipelineConfig;
  checkPipeline(path, pipeline);
  const tests = (config["tests"] ?? []) as PipelineTest[];
  const chosen = [...tests.entries()].filter(([, test]) => test.name.includes(name));
  if (chosen.length === 0) throw noTests(path, name);
  const place = configPlaces(readFileSync(path, "utf8"), path);
  for (const [index, test] of chosen) {
    const { passed, failures } = await runPipelineTest(pipeline, test);
    const placed = failures.map(({ path: keys, message, expected, actual }) => {
      const where = place(["tests", index, ...keys]);
      return { place: where, message, expected, actual };
    });
    yield { name: test.name, place: place(["tests", index]), passed, failures: placed };
  }
}

function noTests(path: string, name: string): CliError {
  const reason = name === "" ? "there are no tests in it" : `there is no test whose name contains '${name}'`;
  return new CliError("CW_CLI_CONFIG", {
    place: path,
    reason,
    hint: "`cordwood test --help` shows how one is written",
  });
}
