import type { Command } from "commander";
import { addServerOptions, type ServerFlags } from "../client/server-options.js";
import { CliError } from "../errors.js";
import { auditUnsignedMinutes } from "../limits.js";

interface VerifyFlags extends ServerFlags {
  key?: string[];
  from?: string;
  to?: string;
  file?: string;
  unsignedMax: string;
  json?: boolean;
}

interface KeyFlags {
  data?: string;
  config?: string;
  rotate?: boolean;
}

const verifyHelp = `
Reads the records of the dataset audit in the order of their chain, from the server or from an export, and
proves that none was changed, removed, inserted or moved. Without --key it believes the first key of each
chain; whoever holds the store could have made that chain anew. Keep the key of \`cordwood audit key\` elsewhere.`;

/** `cordwood audit verify` and `cordwood audit key`: the hash chain of the dataset `audit`. */
export function auditCommand(program: Command): void {
  const audit = program
    .command("audit")
    .description("prove that audit records are what they were, print the public key");
  const verify = audit
    .command("verify")
    .description("verify the chain of audit records; name the first that is broken")
    .option("--key <FILE...>", "public keys (PEM) that the chain must be signed by")
    .option("--from <TIME>", "from this time: 2026-01-31T12:00, 1769860800, now-15m")
    .option("--to <TIME>", "until this time")
    .option("--file <FILE>", "verify an export in NDJSON instead of a server")
    .option("--unsigned-max <MINUTES>", "the last records may be unsigned for so long", String(auditUnsignedMinutes))
    .option("--json", "one JSON object per line")
    .addHelpText("after", verifyHelp);
  addServerOptions(verify).action(async (flags: VerifyFlags) => {
    const { runVerify } = await import("../audit/run-verify.js");
    await runVerify({ ...flags, keys: flags.key ?? [], unsignedMsMax: minutes(flags.unsignedMax) });
  });
  audit
    .command("key")
    .description("print the public key of this data directory's chain; make it where there is none")
    .option("--data <DIR>", "directory for all data (default: ./data)")
    .option("--config <FILE>", "read settings from here (default: ./cordwood.yaml when it is there)")
    .option("--rotate", "make another key, which the present one signs; print its public key")
    .action(async (flags: KeyFlags) => {
      const { runKey } = await import("../audit/run-key.js");
      await runKey(flags);
    });
  for (const command of audit.commands) command.exitOverride();
}

function minutes(text: string): number {
  const number = Number(text);
  if (number >= 0 && text.trim() !== "") return number * 60_000;
  throw new CliError("CW_CLI_SETTING", {
    name: "--unsigned-max",
    reason: `expected minutes, got "${text}"`,
    hint: "",
  });
}
