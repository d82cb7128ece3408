import type { DeadLetter, ReplayOutcome } from "@cordwood/collector";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.js";
import type { Chosen } from "../replay/replay.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { tableText } from "../terminal/table.js";
import { visible } from "../terminal/visible.js";

interface ReplayFlags {
  output?: string;
  all?: boolean;
  data?: string;
  config?: string;
  json?: boolean;
}

const help = `
Without FILE, --output and --all it lists what there is. What is delivered is removed. It works while
cordwood up or cordwood agent runs on the same --data, and while none does.`;

/** `cordwood replay [FILE...]`: lists records that outputs refused for good, or delivers them once more. */
export function replayCommand(program: Command): void {
  program
    .command("replay")
    .description("list records that outputs refused for good, or deliver them once more")
    .argument("[FILE...]", "files of refused records")
    .option("--output <NAME>", "those that this output refused")
    .option("--all", "all of them")
    .option("--data <DIR>", "directory for all data (default: ./data)")
    .option("--config <FILE>", "read settings from here (default: ./cordwood.yaml when it is there)")
    .option("--json", "one JSON object per line")
    .addHelpText("after", help)
    .action(async (files: string[], flags: ReplayFlags) => {
      const { output, all = false, data, config } = flags;
      const { readSettings } = await import("../settings/read-settings.js");
      const settings = await readSettings({ data, config }, process.env);
      const { chooseLetters, replayLetters } = await import("../replay/replay.js");
      const chosen: Chosen = { files, output, all };
      const letters = await chooseLetters(settings, chosen);
      if (files.length === 0 && output === undefined && !all) return list(letters, flags.json === true);
      if (letters.length === 0 && flags.json !== true) return print(nothingOf(output));
      for await (const outcome of replayLetters(settings, letters)) await tell(outcome, flags.json === true);
    });
}

async function list(letters: readonly DeadLetter[], json: boolean): Promise<void> {
  if (json) {
    for (const { name, path, bytes, about } of letters) await print(JSON.stringify({ name, path, bytes, ...about }));
    return;
  }
  if (letters.length === 0) return print(nothingOf());
  const columns = ["file", "output", "records", "time", "reason"].map((name) => ({
    name,
    type: name === "records" ? "number" : "String",
  }));
  const rows = letters.map(({ name, about }) => [name, about.output, about.records, about.time, about.reason]);
  await print(tableText({ columns, rows }, paintFor(process.stdout)));
}

function nothingOf(output?: string): string {
  if (output === undefined) return "no output has refused records";
  return `nothing is kept that ${visible(output)} has refused; \`cordwood replay\` lists what there is`;
}

async function tell(outcome: ReplayOutcome, json: boolean): Promise<void> {
  if (outcome.refused > 0 || outcome.reason !== "") process.exitCode = exitCodes.failed;
  if (json) return print(JSON.stringify(outcome));
  const { name, output, delivered, refused, reason } = outcome;
  const kept = reason === "" ? "" : `; ${refused} ${refused === 1 ? "stays" : "stay"}: ${visible(reason)}`;
  await print(`${name}: ${delivered} ${delivered === 1 ? "record" : "records"} delivered to ${output}${kept}`);
}
