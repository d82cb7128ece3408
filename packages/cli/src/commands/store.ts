import type { Command } from "commander";
import type { MigrateRequest } from "../store-migrate/run-migrate.js";

const help = `
Stop \`cordwood up\` first: a store is open in one process at a time. Records keep their ids, and the embedded store
stays as it is. The move may be ended at any time; the same command goes on where it was, and stores nothing twice.
At the end both places are compared.`;

/** `cordwood store migrate`: moves the embedded store to a ClickHouse server or cluster. */
export function storeCommand(program: Command): void {
  const store = program.command("store").description("move the embedded store to a ClickHouse server or cluster");
  store
    .command("migrate")
    .description("move the records of the embedded store to a ClickHouse server or cluster")
    .requiredOption("--to <URL>", "address of the server, http://user:password@host:8123; several with --cluster")
    .option("--cluster <NAME>", "the cluster that the server belongs to")
    .option("--database <NAME>", "database there (default: cordwood)")
    .option("--data <DIR>", "directory for all data (default: ./data)")
    .option("--config <FILE>", "read settings from here (default: ./cordwood.yaml when it is there)")
    .option("--dry-run", "only tell what there is to move")
    .option("--json", "one JSON object: what was moved")
    .addHelpText("after", help)
    .action(async (flags: MigrateRequest) => {
      const { runMigrate } = await import("../store-migrate/run-migrate.js");
      await runMigrate(flags);
    });
  for (const command of store.commands) command.exitOverride();
}
