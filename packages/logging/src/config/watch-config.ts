import { statSync } from "node:fs";
import { resolve } from "node:path";
import { exceptionText } from "../exceptions.js";
import { WATCH_INTERVAL_MS_DEFAULT } from "../limits.js";
import { configureFromFile } from "./configure-from-file.js";

/** Options of {@link watchConfig}. */
export interface WatchConfigOptions {
  /** How often the file is looked at, in milliseconds. @default 1000 */
  intervalMs?: number;
  /** Told when a changed file was put in force. */
  onReload?: () => void;
  /** Told what is wrong with a changed file; the configuration in force stays. @default one line on stderr */
  onError?: (error: unknown) => void;
}

/** A file that is being watched. */
export interface ConfigWatch {
  stop(): void;
}

/**
 * Configures from a file now, and again whenever it changes. It is looked at by name, so that editors and mounted
 * volumes that replace a file are noticed. Watching does not keep the process alive.
 * @throws LoggingError as {@link configureFromFile} does, for the file as it is now
 */
export async function watchConfig(path: string, options: WatchConfigOptions = {}): Promise<ConfigWatch> {
  const file = resolve(path);
  const { onReload, onError = complain, intervalMs = WATCH_INTERVAL_MS_DEFAULT } = options;
  // The state before it is read: a change while it is read must not be missed.
  let known = stateOf(file);
  await configureFromFile(file);
  let last: Promise<void> = Promise.resolve();
  const look = (): void => {
    const now = stateOf(file);
    // A file that is gone for a moment is on its way to be replaced.
    if (now === undefined || now === known) return;
    known = now;
    last = last.then(() => configureFromFile(file)).then(onReload, onError);
  };
  const timer = setInterval(look, intervalMs).unref();
  return { stop: () => clearInterval(timer) };
}

function stateOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

function complain(error: unknown): void {
  process.stderr.write(`${exceptionText(error).split("\n")[0]}\n`);
}
