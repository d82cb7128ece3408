// Puts the rooms together: store, collector, server, and the logger of their own work.
import { join } from "node:path";
import type { Collector } from "@cordwood/collector";
import type { Server } from "@cordwood/server";
import type { Store, StoreHooks } from "@cordwood/store";
import { prepareData } from "./data-folder.js";
import { Opened } from "./opened.js";
import { type OwnLogger, startOwnLogger } from "./own-records/own-logger.js";
import { pageFolder } from "./page-folder.js";
import { type Running, supervise } from "./running.js";
import { splitAddress } from "./settings/address.js";
import type { Settings } from "./settings/settings.js";

/** A running Cordwood. */
export interface Cordwood extends Running {
  /** Where the page is. */
  readonly url: string;
  readonly port: number;
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
    const running = supervise(own, opened, () => openBackend(data, settings, server, own, opened));
    return { ...running, url: server.url, port: server.port };
  } catch (error) {
    await opened.close();
    throw error;
  }
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
): Promise<Collector> {
  const [{ openStore }, { pipelineSchema, startCollector }] = await Promise.all([
    import("@cordwood/store"),
    import("@cordwood/collector"),
  ]);
  const pipeline = pipelineSchema.parse(settings.pipeline);
  const { refuseExposed } = await import("./exposure.js");
  refuseExposed(pipeline.inputs ?? [], settings.insecure);
  const running: RunningBackend = {};
  const hooks = storeHooks(own, running);
  const store = await openStore({ ...settings.store, path: join(data, "store") }, hooks);
  opened.add(() => store.close());
  const collector = await startCollector({
    directory: join(data, "buffer"),
    store,
    files: settings.files,
    pipeline,
    logger: own.logger.getChild("collector"),
  });
  Object.assign(running, { collector, store } satisfies RunningBackend);
  opened.add(() => collector.close());
  own.handler.attach(collector);
  // Own records go first when closing, while the collector still takes them.
  opened.add(() => own.handler.flush());
  server.attach({ store, ingest: collector });
  opened.add(() => server.close());
  own.logger.info("ready", { url: server.url, data });
  return collector;
}

/** What hooks of the store need once it runs. */
interface RunningBackend {
  collector?: Collector;
  store?: Store;
}

function storeHooks(own: OwnLogger, running: RunningBackend): StoreHooks {
  const logger = own.logger.getChild("store");
  return {
    onProblem: (problem) => logger.warning("the store has a problem", problem),
    async sealRemoval(ranges) {
      const { collector, store } = running;
      // Until the collector runs, nothing of the audit chain is removed.
      if (collector === undefined || store === undefined) return false;
      const { checkRemoval } = await import("./audit/check-removal.js");
      const broken = await checkRemoval(store, ranges);
      if (broken === undefined) return collector.sealRemoval(ranges);
      logger.error(
        "old audit records are not removed: record %d of writer %s is broken",
        broken.seq,
        broken.writer,
        broken,
      );
      return false;
    },
  };
}
