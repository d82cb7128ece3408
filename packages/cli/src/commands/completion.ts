import { Argument, type Command } from "commander";
import { type Shell, shells } from "../completion/script.js";
import { print } from "../terminal/print.js";

/** `cordwood completion SHELL`: prints a script that completes commands and flags. */
export function completionCommand(program: Command): void {
  program
    .command("completion")
    .description("print a completion script: source <(cordwood completion bash)")
    .addArgument(new Argument("<SHELL>", "which shell").choices(shells))
    .action(async (shell: Shell) => {
      const { completionScript } = await import("../completion/script.js");
      await print(completionScript(shell, program).trimEnd());
    });
}
