import type { Command } from "commander";
import { addServerOptions, serverAddress, type ServerFlags } from "../client/server-options.js";

interface PipeFlags extends ServerFlags {
  service?: string;
  dataset?: string;
  host?: string;
  format?: string;
  echo?: boolean;
}

/** `program | cordwood pipe`: stdin to the server or, with no server, pretty to the terminal. */
export function pipeCommand(program: Command): void {
  const command = program
    .command("pipe")
    .description("send stdin to the server; with no server, show it pretty on the terminal")
    .option("--service <NAME>", "service of the records")
    .option("--host <NAME>", "host of the records")
    .option("--dataset <NAME>", "dataset of the records (default: diagnostic)")
    .option("--format <FORMAT>", "ndjson, json, ltsv, logfmt or lines (default: lines, each recognised by itself)")
    .option("--echo", "show the lines as well");
  addServerOptions(command).action(async (flags: PipeFlags) => {
    const { pipe } = await import("../pipe/pipe.js");
    const { service, dataset, host, format } = flags;
    await pipe(process.stdin, {
      server: await serverAddress(flags),
      parameters: { service, dataset, host: host ?? (await import("node:os")).hostname(), format },
      echo: flags.echo === true,
      serverRequired: flags.url !== undefined,
    });
  });
}
