import { onOneLine, withoutCommands } from "./control-characters.js";
import { exceptionText } from "./exceptions.js";
import type { Logger } from "./logger.js";
import { settings } from "./settings.js";
import { displayText } from "./value-text.js";

/** Python's heading over a fault of logging itself. */
const HEADING = "--- Logging error ---";

/** Says on stderr what went wrong while a record was made or handled, if `settings.raiseExceptions`; never throws. */
export function reportFault(error: unknown, msg: unknown, args: unknown): void {
  if (!settings.raiseExceptions) return;
  try {
    const lines = [HEADING, exceptionText(error), `Message: ${displayText(msg)}`, `Arguments: ${displayText(args)}`];
    process.stderr.write(`${lines.map(withoutCommands).join("\n")}\n`);
  } catch {
    // stderr itself is gone: there is nowhere left to say so
  }
}

/** Says once that a record found no handler and no last resort. */
export function reportNoHandlers(logger: Logger): void {
  const { manager } = logger;
  if (!settings.raiseExceptions || manager.emittedNoHandlerWarning) return;
  manager.emittedNoHandlerWarning = true;
  process.stderr.write(`No handlers could be found for logger "${onOneLine(logger.name)}"\n`);
}
