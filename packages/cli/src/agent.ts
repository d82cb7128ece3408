// An agent: a collector without store and page, in front of a central Cordwood or another target.
import { join } from "node:path";
import type { Collector } from "@cordwood/collector";
import type { Server } from "@cordwood/server";
import { prepareData } from "./data-folder.js";
import { Opened } from "./opened.js";
import { type OwnLogger, startOwnLogger } from "./own-records/own-logger.js";
import { type Running, supervise } from "./running.js";
import { splitAddress } from "./settings/address.js";
import type { AgentSettings } from "./settings/agent-settings.js";

/** A running agent. */
export interface Agent extends Running {
  /** Where it tells how it is and takes records; empty when it does not listen. */
  readonly url: string;
}

/**
 * Starts a collector, and a small HTTP interface when `listen` is set.
 * @throws CliError `CW_CLI_DATA`; ServerError when it cannot listen. `ready` rejects with errors of the collector.
 */
export async function startAgent(settings: AgentSettings): Promise<Agent> {
  const data = prepareData(settings.data);
  const opened = new Opened();
  const own = startOwnLogger(settings.log_level);
  opened.add(() => own.close());
  try {
    const server = settings.listens ? await listen(settings, own) : undefined;
    if (server !== undefined) opened.add(() => server.close());
    const running = supervise(own, opened, () => openCollector(data, settings, server, own, opened));
    return { ...running, url: server?.url ?? "" };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function listen(settings: AgentSettings, own: OwnLogger): Promise<Server> {
  const { startServer } = await import("@cordwood/server");
  return startServer({
    listen: splitAddress(settings.listen),
    tokens: settings.tokens,
    insecure: settings.insecure,
    allowedHosts: settings.allow_hosts,
    routes: "agent",
    logger: own.logger.getChild("server"),
  });
}

async function openCollector(
  data: string,
  settings: AgentSettings,
  server: Server | undefined,
  own: OwnLogger,
  opened: Opened,
): Promise<Collector> {
  const { pipelineSchema, startCollector } = await import("@cordwood/collector");
  const pipeline = pipelineSchema.parse(settings.pipeline);
  const { refuseExposed } = await import("./exposure.js");
  refuseExposed(pipeline.inputs ?? [], settings.insecure);
  const collector = await startCollector({
    directory: join(data, "buffer"),
    files: settings.files,
    pipeline,
    logger: own.logger.getChild("collector"),
  });
  opened.add(() => collector.close());
  own.handler.attach(collector);
  opened.add(() => own.handler.flush());
  if (server !== undefined) {
    server.attach({ ingest: collector });
    opened.add(() => server.close());
  }
  own.logger.info("ready", { data });
  return collector;
}
