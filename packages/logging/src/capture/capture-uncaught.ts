import { CRITICAL, type Level } from "../levels.js";
import type { Logger } from "../logger.js";
import { getLogger } from "../logger-registry.js";

/** Options of {@link captureUncaught}. */
export interface CaptureUncaughtOptions {
  /** Where it goes. @default the root logger */
  logger?: Logger;
  /** @default CRITICAL */
  level?: Level;
}

/**
 * Logs uncaught exceptions and unhandled rejections before Node does with them what it does anyway: nothing changes but
 * that they are in the log. Handlers deliver them while the process ends.
 * @returns a function that ends it
 */
export function captureUncaught(options: CaptureUncaughtOptions = {}): () => void {
  const { logger = getLogger(), level = CRITICAL } = options;
  const log = (error: Error, origin: string): void => {
    const what = origin === "unhandledRejection" ? "Unhandled rejection" : "Uncaught exception";
    logger.log(level, "%s: %s", what, messageOf(error), error);
  };
  // The monitor sees both and, unlike a listener of "uncaughtException", does not keep the process from ending.
  process.on("uncaughtExceptionMonitor", log);
  return () => void process.off("uncaughtExceptionMonitor", log);
}

/** Anything can be thrown. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
