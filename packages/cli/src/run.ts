import { CommanderError } from "commander";
import { CliError } from "./errors.js";
import { exitCodeFor, exitCodes } from "./exit-codes.js";
import { createProgram } from "./program.js";
import { endQuietlyOnClosedPipe } from "./terminal/print.js";
import { visibleLines } from "./terminal/visible.js";

/**
 * Runs the command line. No argument, or flags alone, means `up`. Errors become one line on stderr (and a second
 * with what to do) and the exit code; nothing is thrown.
 */
export async function run(args: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe();
  try {
    await createProgram().parseAsync(withDefaultCommand(args), { from: "user" });
  } catch (error) {
    process.exitCode = tell(error);
  }
}

function withDefaultCommand(args: readonly string[]): string[] {
  const [first] = args;
  const flagsOfItsOwn = new Set(["-h", "--help", "-V", "--version"]);
  const isUp = first === undefined || (first.startsWith("-") && !flagsOfItsOwn.has(first));
  return isUp ? ["up", ...args] : [...args];
}

function tell(error: unknown): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const { message, hint = "", code = "" } = error as Error & { hint?: string; code?: string };
  process.stderr.write(`cordwood: ${visibleLines(message)}\n`);
  if (hint !== "") process.stderr.write(`          ${visibleLines(hint)}\n`);
  if (error instanceof CliError) return error.exitCode;
  if (!code.startsWith("CW_") && process.env["CORDWOOD_DEBUG"] !== undefined) console.error(error);
  return exitCodeFor(code);
}
