import { resolve } from "node:path";
import type { Command } from "commander";
import type { Finding } from "../doctor/finding.js";
import { CliError } from "../errors.js";
import { splitAddress } from "../settings/address.js";
import { type Paint, paintFor, type Style } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { visible } from "../terminal/visible.js";

interface DoctorFlags {
  config?: string;
  data?: string;
  listen?: string;
  json?: boolean;
}

/** `cordwood doctor`: looks whether Cordwood can run here; exit 1 when a check fails. */
export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("look whether Cordwood can run here: Node, data directory, disk, port, engine")
    .option("--config <FILE>", "read settings from here")
    .option("--data <DIR>", "data directory to look at")
    .option("--listen <HOST:PORT>", "address to look at")
    .option("--json", "one JSON object per check")
    .action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const { readSettings } = await import("../settings/read-settings.js");
  const settings = await readSettings(flags, process.env);
  const { examine } = await import("../doctor/doctor.js");
  const paint = paintFor(process.stdout);
  let failed = 0;
  for await (const finding of examine({ data: resolve(settings.data), ...splitAddress(settings.listen) })) {
    if (finding.result === "failed") failed++;
    await print(flags.json === true ? JSON.stringify(finding) : line(finding, paint));
  }
  if (failed > 0) throw new CliError("CW_CLI_DOCTOR", { count: failed });
}

const styles: Record<Finding["result"], Style> = { ok: "good", warning: "warn", failed: "bad" };

function line({ check, result, detail }: Finding, paint: Paint): string {
  return `${paint(styles[result], result.padEnd(8))}${paint("strong", check.padEnd(8))}${visible(detail)}`;
}
