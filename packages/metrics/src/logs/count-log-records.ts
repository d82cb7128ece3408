import { getLogger, Handler, Logger, type LogRecord } from "@cordwood/logging";
import { type Counter, register, type Registry } from "prom-client";
import { LabelGuard } from "../guard/label-guard.js";
import { sharedCounter } from "../shared-counter.js";

/** Options of {@link countLogRecords}. */
export interface CountLogRecordsOptions {
  /** @default prom-client's own */
  registry?: Registry;
  /** Only records of this logger, and of those below that propagate to it. @default every logger's */
  logger?: Logger;
  /** Loggers that are counted apart. @default 200 */
  loggersMax?: number;
}

const metricName = "log_records_total";

class CountingHandler extends Handler {
  override keepsRecords = false;
  readonly #counter: Counter<"logger" | "level">;
  readonly #guard: LabelGuard;
  #last: LogRecord | undefined;

  constructor(registry: Registry, loggersMax: number | undefined) {
    super();
    this.#counter = sharedCounter(registry, metricName, "Records logged, by logger and level", ["logger", "level"]);
    const valuesMax = loggersMax === undefined ? {} : { valuesMax: loggersMax };
    this.#guard = new LabelGuard(metricName, { registry, ...valuesMax });
  }

  override emit(record: LogRecord): void {
    // A record comes twice where a logger that had not propagated when counting began does so now.
    if (record === this.#last) return;
    this.#last = record;
    this.#counter.inc({ logger: this.#guard.value("logger", record.name), level: record.levelname.toLowerCase() });
  }
}

/**
 * Counts every record as `log_records_total{logger,level}`: those that reach the root, and those of the loggers there are which do not propagate.
 * For loggers that stop propagating later, call it again. A record that no logger lets pass is not counted.
 * @returns how to stop
 */
export function countLogRecords(options: CountLogRecordsOptions = {}): () => void {
  const { registry = register } = options;
  const handler = new CountingHandler(registry, options.loggersMax);
  const loggers = options.logger === undefined ? [getLogger(), ...notPropagating()] : [options.logger];
  for (const logger of loggers) {
    for (const other of logger.handlers) if (isOf(other, registry)) logger.removeHandler(other);
    logger.addHandler(handler);
  }
  registries.set(handler, registry);
  return () => {
    for (const logger of loggers) logger.removeHandler(handler);
    registry.removeSingleMetric(metricName);
  };
}

const registries = new WeakMap<Handler, Registry>();

/** Counting a logger twice in one registry would count double. */
const isOf = (handler: Handler, registry: Registry): boolean => registries.get(handler) === registry;

function notPropagating(): Logger[] {
  return [...Logger.manager.loggerDict.values()].filter(
    (known): known is Logger => known instanceof Logger && !known.propagate,
  );
}
