import { createRequire } from "node:module";
import { Command } from "commander";
import { agentCommand } from "./commands/agent.js";
import { auditCommand } from "./commands/audit.js";
import { checkCommand } from "./commands/check.js";
import { compareCommand } from "./commands/compare.js";
import { completionCommand } from "./commands/completion.js";
import { doctorCommand } from "./commands/doctor.js";
import { levelCommand } from "./commands/level.js";
import { pipeCommand } from "./commands/pipe.js";
import { replayCommand } from "./commands/replay.js";
import { searchCommand } from "./commands/search.js";
import { sqlCommand } from "./commands/sql.js";
import { storeCommand } from "./commands/store.js";
import { tailCommand } from "./commands/tail.js";
import { testCommand } from "./commands/test.js";
import { upCommand } from "./commands/up.js";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

const commands = [
  upCommand,
  agentCommand,
  pipeCommand,
  searchCommand,
  tailCommand,
  compareCommand,
  sqlCommand,
  levelCommand,
  auditCommand,
  replayCommand,
  storeCommand,
  checkCommand,
  testCommand,
  doctorCommand,
  completionCommand,
];

const examples = `
Examples:
  cordwood up /var/log/*.log                     run everything, tail files
  cordwood search 'level:>=error' --from now-1h  the errors of the last hour
  cordwood search '* | stats count() by service' a table
  cordwood tail 'service:shop'                   records as they arrive

Settings stand in cordwood.yaml; CORDWOOD_* variables override it, flags override both.`;

/** Every command has options; saying so each time only fills the screen. */
const subcommandTerm = (command: Command): string => {
  const names = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? "..." : "");
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...names].join(" ");
};

/** The command line with all its commands. Mistakes in it throw commander's own error, exit code 2. */
export function createProgram(): Command {
  const program = new Command("cordwood")
    .description("Logging and monitoring for TypeScript services, whole.")
    .version(version)
    .option("--no-color", "no colours")
    .showHelpAfterError("(cordwood COMMAND --help tells what a command takes)")
    .configureHelp({ showGlobalOptions: true, subcommandTerm })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "cordwood: ")) })
    .addHelpText("after", examples);
  program.hook("preAction", () => {
    if (!program.opts<{ color: boolean }>().color) process.env["NO_COLOR"] = "1";
  });
  for (const add of commands) add(program);
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}
