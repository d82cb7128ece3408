// What `up` and `agent` have in common: how something that runs is watched over, reloaded and closed.
import type { Collector } from "@cordwood/collector";
import type { Reloadable } from "./reload/reloading.js";
import type { OwnLogger } from "./own-records/own-logger.js";
import type { Opened } from "./opened.js";

/** A running Cordwood or agent. */
export interface Running extends Reloadable {
  /** Resolves when records are taken; rejects when they cannot be. */
  readonly ready: Promise<void>;
  /** Records received so far by all inputs; 0 until ready. */
  received(): number;
  /** Records a mistake that nobody caught. */
  crashed(error: unknown): void;
  /** Takes nothing more, hands on what is under way, closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/** Watches over what `open` starts: when it fails, all that was opened is closed again. */
export function supervise(own: OwnLogger, opened: Opened, open: () => Promise<Collector>): Running {
  let collector: Collector | undefined;
  const ready = start(open, opened, (started) => (collector = started));
  // Whoever awaits `ready` sees the failure; nobody awaiting it yet is no crash.
  ready.catch(() => {});
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await ready.catch(() => {});
    own.logger.info("stopping");
    await opened.close();
  };
  return {
    ready,
    logger: own.logger,
    received: () => collector?.snapshot().receivedRecords ?? 0,
    crashed: (error) => own.logger.critical("cannot go on after a mistake of its own", error),
    close: () => (closed ??= close()),
    async reload(settings) {
      await ready;
      const [{ pipelineSchema }, { refuseExposed }] = await Promise.all([
        import("@cordwood/collector"),
        import("./exposure.js"),
      ]);
      const pipeline = pipelineSchema.parse(settings.pipeline);
      refuseExposed(pipeline.inputs ?? [], settings.insecure);
      if (collector === undefined) return { started: [], stopped: [], processors: false };
      const result = await collector.reload(pipeline, settings.files);
      own.logger.setLevel(settings.log_level);
      return result;
    },
  };
}

async function start(
  open: () => Promise<Collector>,
  opened: Opened,
  onStarted: (collector: Collector) => void,
): Promise<void> {
  try {
    onStarted(await open());
  } catch (error) {
    await opened.close().catch(() => {});
    throw error;
  }
}
