// Puts the rooms together: store, collector, server, and the logger of their own work.
import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import type { Collector } from "@cordwood/collector";
import type { Server } from "@cordwood/server";
import { CliError } from "./errors.js";
import { type OwnLogger, startOwnLogger } from "./own-records/own-logger.js";
import { pageFolder } from "./page-folder.js";
import { splitAddress } from "./settings/address.js";
import type { Settings } from "./settings/settings.js";
import { makeFolders } from "./make-folders.js";

/** A running Cordwood. */
export interface Cordwood {
  /** Where the page is. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the store is open and records are taken; rejects when it cannot be. */
  readonly ready: Promise<void>;
  /** Records received so far by all inputs; 0 until ready. */
  received(): number;
  /** Records a mistake that nobody caught. */
  crashed(error: unknown): void;
  /** Takes nothing more, stores what is under way, closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/** Things that were started, closed in the opposite order. */
class Opened {
  collector: Collector | undefined;
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** Closes all, even when one fails. @throws the first failure */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * Starts listening, then opens store and collector while `/readyz` answers 503. Whatever was started is closed
 * again when something fails.
 *
 * @throws CliError `CW_CLI_DATA`; ServerError when it cannot listen. `ready` rejects with errors of store and collector.
 */
export async function startCordwood(settings: Settings): Promise<Cordwood> {
  const data = prepareData(settings.data);
  const opened = new Opened();
  const own = startOwnLogger(settings.log_level);
  opened.add(() => own.close());
  try {
    const server = await listen(settings, own);
    opened.add(() => server.close());
    const ready = openBackend(data, settings, server, own, opened).catch(async (error: unknown) => {
      await opened.close().catch(() => {});
      throw error;
    });
    // Whoever awaits `ready` sees the failure; nobody awaiting it yet is no crash.
    ready.catch(() => {});
    const received = (): number => opened.collector?.snapshot().receivedRecords ?? 0;
    let closed: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await ready.catch(() => {});
      own.logger.info("stopping");
      await opened.close();
    };
    const crashed = (error: unknown): void => own.logger.critical("cannot go on after a mistake of its own", error);
    return { url: server.url, port: server.port, ready, received, crashed, close: () => (closed ??= close()) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function prepareData(path: string): string {
  const data = resolve(path);
  try {
    // Logs are nobody else's business; a directory that is there already keeps its mode.
    makeFolders(data);
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CliError("CW_CLI_DATA", { path: data, reason: (error as Error).message }, { cause: error });
  }
  return data;
}

async function listen(settings: Settings, own: OwnLogger): Promise<Server> {
  const { startServer } = await import("@cordwood/server");
  const webRoot = pageFolder();
  return startServer({
    listen: splitAddress(settings.listen),
    tokens: settings.tokens,
    insecure: settings.insecure,
    allowedHosts: settings.allow_hosts,
    logger: own.logger.getChild("server"),
    ...(webRoot !== undefined && { webRoot }),
  });
}

/** The engine is large: it is loaded only now, when the port answers already. */
async function openBackend(
  data: string,
  settings: Settings,
  server: Server,
  own: OwnLogger,
  opened: Opened,
): Promise<void> {
  const [{ openStore }, { pipelineSchema, startCollector }] = await Promise.all([
    import("@cordwood/store"),
    import("@cordwood/collector"),
  ]);
  const pipeline = pipelineSchema.parse(settings.pipeline);
  const { refuseExposed } = await import("./exposure.js");
  refuseExposed(pipeline.inputs ?? [], settings.insecure);
  const storeLogger = own.logger.getChild("store");
  const hooks = { onProblem: (problem: unknown) => storeLogger.warning("the store has a problem", problem) };
  const store = await openStore({ ...settings.store, path: join(data, "store") }, hooks);
  opened.add(() => store.close());
  const collector = await startCollector({
    directory: join(data, "buffer"),
    store,
    files: settings.files,
    pipeline,
    logger: own.logger.getChild("collector"),
  });
  opened.collector = collector;
  opened.add(() => collector.close());
  own.handler.attach(collector);
  // Own records go first when closing, while the collector still takes them.
  opened.add(() => own.handler.flush());
  server.attach({ store, ingest: collector });
  opened.add(() => server.close());
  own.logger.info("ready", { url: server.url, data });
}
