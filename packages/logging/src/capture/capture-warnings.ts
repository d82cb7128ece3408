import { getLogger } from "../logger-registry.js";
import { NullHandler } from "../null-handler.js";

type Listener = (warning: Error) => void;

let removed: Listener[] | undefined;

/**
 * Sends process warnings (`process.emitWarning`, deprecations) to the logger "py.warnings", as Python's function of this
 * name does, instead of to stderr; with false as before. Listeners that the application has added stay.
 */
export function captureWarnings(capture: boolean): void {
  if (capture && removed === undefined) {
    // Node's own listener is the one that prints; it is called onWarning.
    removed = (process.listeners("warning") as Listener[]).filter((listener) => listener.name === "onWarning");
    for (const listener of removed) process.off("warning", listener);
    process.on("warning", logWarning);
  } else if (!capture && removed !== undefined) {
    process.off("warning", logWarning);
    for (const listener of removed) process.on("warning", listener);
    removed = undefined;
  }
}

function logWarning(warning: Error & { code?: string; detail?: string }): void {
  const logger = getLogger("py.warnings");
  // As in Python: without a handler of its own the logger would have nothing that says it is in use.
  if (logger.handlers.length === 0) logger.addHandler(new NullHandler());
  const { code, detail, name, message } = warning;
  const fields = { ...(code === undefined ? {} : { code }), ...(detail === undefined ? {} : { detail }) };
  logger.warning("%s: %s", name, message, { ...fields, warning: name });
}
