import type { Command } from "commander";
import type { AgentSettings } from "../settings/agent-settings.js";
import type { SettingFlags } from "../settings/read-settings.js";

interface AgentFlags extends Omit<SettingFlags, "config" | "files"> {
  json?: boolean;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** `cordwood agent CONFIG`: a collector without store and page, until Ctrl-C. */
export function agentCommand(program: Command): void {
  program
    .command("agent")
    .description("run a collector alone, in front of a central Cordwood, Elasticsearch, Loki or files")
    .argument("<CONFIG>", "its configuration: a cordwood.yaml whose pipeline names outputs")
    .option("--data <DIR>", "directory for buffer and positions (default: ./data)")
    .option(
      "--listen <HOST:PORT>",
      "take records over HTTP, and answer /metrics, /healthz and /readyz (default: do not)",
    )
    .option("--token <TOKEN>", "require this token over HTTP; may be given several times", collect)
    .option("--insecure", "listen beyond loopback without a token")
    .option("--allow-host <NAME>", "answer for this host name as well; may be given several times", collect)
    .option("--log-level <LEVEL>", "least level of its own records (default: info)")
    .option("--json", "tell progress as JSON lines, for machines")
    .addHelpText("after", "\nSIGHUP, and a change of CONFIG unless it says reload: false, make it read CONFIG again.")
    .action(async (config: string, flags: AgentFlags) => {
      const { readAgentSettings } = await import("../settings/agent-settings.js");
      const read = (): Promise<AgentSettings> => readAgentSettings({ ...flags, config }, process.env);
      const settings = await read();
      const { runAgent } = await import("../run-agent.js");
      await runAgent(settings, { path: config, read }, flags.json === true);
    });
}
