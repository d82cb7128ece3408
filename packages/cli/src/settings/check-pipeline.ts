// What of a pipeline is wrong although it is written rightly, told where it stands in the file.
import { existsSync, readFileSync } from "node:fs";
import { checkComponents, type PipelineConfig } from "@cordwood/collector/config";
import { configPlaces } from "../commands/pipeline-test/config-places.js";
import { CliError } from "../errors.js";

/**
 * Makes the components of a pipeline and throws them away.
 * @throws CliError `CW_CLI_CONFIG` with file:line:column, such as of an `enrich` whose file cannot be read.
 */
export function checkPipeline(path: string, pipeline: PipelineConfig = {}): void {
  const [first] = checkComponents(pipeline);
  if (first === undefined) return;
  const keys = ["pipeline", ...first.path];
  const place = existsSync(path) ? configPlaces(readFileSync(path, "utf8"), path)(keys) : path;
  throw new CliError("CW_CLI_CONFIG", { place, reason: `${keys.join(".")}: ${first.reason}`, hint: "" });
}
