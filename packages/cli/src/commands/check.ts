import { existsSync } from "node:fs";
import type { PipelineConfig } from "@cordwood/collector/config";
import type { Command } from "commander";
import { CliError } from "../errors.js";
import { defaultConfig } from "../settings/default-config.js";
import { print } from "../terminal/print.js";

interface CheckFlags {
  json?: boolean;
  schema?: boolean;
}

/** `cordwood check [CONFIG]`: validates a configuration; exit 1 with file:line:column and the reason. */
export function checkCommand(program: Command): void {
  program
    .command("check")
    .description("validate a configuration file")
    .argument("[CONFIG]", `the file (default: CORDWOOD_CONFIG or ${defaultConfig})`)
    .option("--json", "print the result as JSON")
    .option("--schema", "print the JSON Schema of configuration files instead, for editors")
    .action(async (path: string | undefined, flags: CheckFlags) => {
      if (flags.schema === true) return printSchema();
      return check(path ?? process.env["CORDWOOD_CONFIG"] ?? defaultConfig, flags.json === true);
    });
}

async function printSchema(): Promise<void> {
  const { settingsJsonSchema } = await import("../settings/full-schema.js");
  await print(JSON.stringify(settingsJsonSchema(), null, 2));
}

async function check(path: string, json: boolean): Promise<void> {
  try {
    if (!existsSync(path))
      throw new CliError("CW_CLI_CONFIG_READ", {
        path,
        reason: "there is no such file",
        hint: "name a file: cordwood check FILE",
      });
    const { readConfigFile } = await import("../settings/config-file.js");
    const { fullSchema } = await import("../settings/full-schema.js");
    const { checkPipeline } = await import("../settings/check-pipeline.js");
    const { pipeline } = readConfigFile(path, fullSchema);
    checkPipeline(path, pipeline as PipelineConfig | undefined);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.exitCode = 1;
    if (json) return print(JSON.stringify({ file: path, valid: false, message: error.message, hint: error.hint }));
    process.stderr.write(`${error.message}${error.hint === "" ? "" : ` (${error.hint})`}\n`);
    return;
  }
  await print(json ? JSON.stringify({ file: path, valid: true }) : `${path}: valid`);
}
