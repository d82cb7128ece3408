import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Logger } from "../logger.js";
import { getLogger } from "../logger-registry.js";
import { ClusterHandler, type ClusterHandlerOptions, type Levels } from "./cluster-handler.js";
import { currentLevels, type LogListener, startLogListener } from "./log-listener.js";

const pathVariable = "CORDWOOD_LOG_LISTENER";
const levelsVariable = "CORDWOOD_LOG_LEVELS";

/** Options of {@link setupCluster}. */
export interface ClusterOptions extends Omit<ClusterHandlerOptions, "onLevels"> {
  /** Sets up the loggers of the process that listens: handlers, levels, formatters. Not called in workers. */
  configure?: () => void;
  /** Where to listen. @default a socket in a folder of its own under the temporary directory */
  path?: string;
}

/** Which side this process or thread is on. */
export type ClusterSide =
  | { role: "listener"; listener: LogListener; close(): Promise<void> }
  | { role: "worker"; handler: ClusterHandler; close(): Promise<void> };

/**
 * Brings the records of a program's processes and threads to one place. Call it first thing, with the same code, in the main process and in
 * every worker (`cluster`, `child_process`, `worker_threads`): the first one configures its loggers and listens; those it starts find the way in
 * their environment, take over its levels, and send their records to it instead of to handlers of their own.
 */
export async function setupCluster(options: ClusterOptions = {}): Promise<ClusterSide> {
  const { configure, path: wanted, ...delivery } = options;
  const inherited = process.env[pathVariable];
  return inherited === undefined ? listen(wanted, configure) : work(inherited, delivery);
}

async function listen(wanted: string | undefined, configure: (() => void) | undefined): Promise<ClusterSide> {
  configure?.();
  const folder =
    wanted === undefined && process.platform !== "win32" ? mkdtempSync(join(tmpdir(), "cordwood-log-")) : undefined;
  const path =
    wanted ?? (folder === undefined ? String.raw`\\.\pipe\cordwood-log-${process.pid}` : join(folder, "listener"));
  const listener = await startLogListener(path);
  process.env[pathVariable] = path;
  process.env[levelsVariable] = JSON.stringify(currentLevels());
  const removeFolder = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", removeFolder);
  const close = async (): Promise<void> => {
    await listener.close();
    Reflect.deleteProperty(process.env, pathVariable);
    Reflect.deleteProperty(process.env, levelsVariable);
    process.off("exit", removeFolder);
    removeFolder();
  };
  return { role: "listener", listener, close };
}

function work(path: string, delivery: ClusterHandlerOptions): ClusterSide {
  applyLevels(JSON.parse(process.env[levelsVariable] ?? "{}") as Levels);
  const handler = new ClusterHandler(path, { onFull: "block", ...delivery, onLevels: applyLevels });
  for (const other of Logger.root.handlers.slice()) Logger.root.removeHandler(other);
  Logger.root.addHandler(handler);
  return { role: "worker", handler, close: () => handler.close() };
}

function applyLevels(levels: Levels): void {
  for (const [name, level] of Object.entries(levels)) (name === "" ? Logger.root : getLogger(name)).setLevel(level);
}
