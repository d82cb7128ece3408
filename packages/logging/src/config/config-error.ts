import { LoggingError } from "../errors.js";

/** Reasons of errors that do not know yet which element they are about: who calls them knows. */
const reasons = new WeakMap<LoggingError, string>();

/** An element of the configuration that cannot be used: its key path (empty when not known here), the reason, the cause. */
export function configError(path: string, reason: string, cause?: unknown): LoggingError {
  const where = path === "" ? "its top" : path;
  const options = cause === undefined ? {} : { cause };
  const error = new LoggingError("CW_LOGGING_CONFIG", [where, reason.replace(/\.$/, "")], options);
  if (path === "") reasons.set(error, reason);
  return error;
}

/** Runs a step; what it throws is told with the element that was at fault, unless that was said already. */
export function at<Result>(path: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Error)) throw configError(path, String(error), error);
    const reason = error instanceof LoggingError ? reasons.get(error) : undefined;
    if (reason !== undefined) throw configError(path, reason, error.cause);
    if (error instanceof LoggingError && error.code === "CW_LOGGING_CONFIG") throw error;
    throw configError(path, error.message, error);
  }
}
