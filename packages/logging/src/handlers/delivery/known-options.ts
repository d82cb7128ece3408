import { LoggingError } from "../../errors.js";

/**
 * Refuses options that nobody reads: a misspelt option must not be silently without effect.
 * @throws LoggingError `CW_LOGGING_OPTION_UNKNOWN`
 */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new LoggingError("CW_LOGGING_OPTION_UNKNOWN", [owner, name, known.join(", ")]);
  }
}
