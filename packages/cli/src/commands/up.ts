import { type Command, Option } from "commander";
import { withAllInputs } from "../settings/all-inputs.js";
import type { SettingFlags } from "../settings/read-settings.js";
import type { Settings } from "../settings/settings.js";

interface UpFlags extends SettingFlags {
  allInputs?: boolean;
  json?: boolean;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** `cordwood up [FILE...]`: runs everything until Ctrl-C. */
export function upCommand(program: Command): void {
  program
    .command("up")
    .description("run everything: store, collector, server and page; tail the files (the default command)")
    .argument("[FILE...]", "files and globs to tail from their beginning, and to keep following")
    .option("--data <DIR>", "directory for all data (default: ./data)")
    .option("--listen <HOST:PORT>", "where to listen (default: 127.0.0.1:7600); port 0 takes a free one")
    .option("--token <TOKEN>", "require this token; may be given several times", collect)
    .option("--insecure", "listen beyond loopback without a token")
    .option("--allow-host <NAME>", "answer for this host name as well; may be given several times", collect)
    .option("--config <FILE>", "read settings from here (default: ./cordwood.yaml when it is there)")
    .option("--all-inputs", "receive syslog, GELF, forward and Python's records on their default ports")
    .addOption(new Option("--log-level <LEVEL>", "least level of Cordwood's own records (default: info)"))
    .option("--json", "tell progress as JSON lines, for machines")
    .action(async (files: string[], flags: UpFlags) => {
      const { readSettings, settingsPath } = await import("../settings/read-settings.js");
      const { checkPipeline } = await import("../settings/check-pipeline.js");
      const read = async (): Promise<Settings> => {
        const settings = await readSettings({ ...flags, files }, process.env);
        checkPipeline(settingsPath(flags, process.env), settings.pipeline);
        return flags.allInputs === true ? { ...settings, pipeline: withAllInputs(settings.pipeline) } : settings;
      };
      const settings = await read();
      const { up } = await import("../up.js");
      await up(settings, { path: settingsPath(flags, process.env), read }, flags.json === true);
    });
}
