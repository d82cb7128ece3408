import { getLogger, type Logger, StreamHandler } from "@cordwood/logging";
import { paintFor } from "../terminal/paint.js";
import { IngestHandler } from "./ingest-handler.js";
import { TerminalFormatter } from "./terminal-formatter.js";

/** The logger of Cordwood's own work, and the way of its records. */
export interface OwnLogger {
  logger: Logger;
  /** Attach the collector to it once it runs. */
  handler: IngestHandler;
  /** Stores what waits and takes the handlers off again. */
  close(): Promise<void>;
}

/** Sets up the logger `cordwood`: everything from `level` to the store, warnings and above to stderr as well. */
export function startOwnLogger(level: string): OwnLogger {
  const logger = getLogger("cordwood");
  const handler = new IngestHandler();
  const terminal = new StreamHandler(process.stderr);
  terminal.setLevel("WARNING");
  terminal.setFormatter(new TerminalFormatter(paintFor(process.stderr)));
  logger.setLevel(level);
  logger.propagate = false;
  logger.addHandler(handler);
  logger.addHandler(terminal);
  return {
    logger,
    handler,
    async close() {
      await handler.close();
      logger.removeHandler(handler);
      logger.removeHandler(terminal);
    },
  };
}
