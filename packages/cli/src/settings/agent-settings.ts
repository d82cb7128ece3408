// The settings of an agent: those of `up`, without the store.
import { CliError } from "../errors.js";
import { checkPipeline } from "./check-pipeline.js";
import { readConfigFile } from "./config-file.js";
import { fullSchema } from "./full-schema.js";
import { readSettings, type SettingFlags } from "./read-settings.js";
import type { Settings } from "./settings.js";

/** What an agent needs to know. */
export interface AgentSettings extends Settings {
  /** An address to listen on was named; without one it does not listen. */
  listens: boolean;
}

/**
 * Reads the configuration of an agent.
 * @throws CliError `CW_CLI_CONFIG`, `CW_CLI_CONFIG_READ`, `CW_CLI_SETTING`, `CW_CLI_AGENT`
 */
export async function readAgentSettings(
  flags: SettingFlags & { config: string },
  environment: NodeJS.ProcessEnv,
): Promise<AgentSettings> {
  const file = readConfigFile(flags.config, fullSchema);
  const settings = await readSettings(flags, environment);
  const outputs = (settings.pipeline["outputs"] ?? []) as { type: string }[];
  if (outputs.length === 0) throw agentError(flags.config, "pipeline.outputs names no output");
  if (outputs.some(({ type }) => type === "store") || Object.keys(settings.store).length > 0) {
    throw agentError(flags.config, "an agent has no store");
  }
  checkPipeline(flags.config, settings.pipeline);
  return { ...settings, listens: [file["listen"], flags.listen, environment["CORDWOOD_LISTEN"]].some(isGiven) };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== "";

const agentError = (path: string, reason: string): CliError => new CliError("CW_CLI_AGENT", { path, reason });
