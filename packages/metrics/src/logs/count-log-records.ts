import { getLogger, Handler, type Logger, type LogRecord } from "@cordwood/logging";
import { Counter, register, type Registry } from "prom-client";
import { LabelGuard } from "../guard/label-guard.js";

/** Options of {@link countLogRecords}. */
export interface CountLogRecordsOptions {
  /** @default prom-client's own */
  registry?: Registry;
  /** The logger whose records, and whose children's, are counted. @default the root */
  logger?: Logger;
  /** Loggers that are counted apart. @default 200 */
  loggersMax?: number;
}

class CountingHandler extends Handler {
  override keepsRecords = false;
  readonly #counter: Counter<"logger" | "level">;
  readonly #guard: LabelGuard;

  constructor(registry: Registry, loggersMax: number | undefined) {
    super();
    const name = "log_records_total";
    this.#counter = new Counter({
      name,
      help: "Records logged, by logger and level",
      labelNames: ["logger", "level"],
      registers: [registry],
    });
    this.#guard = new LabelGuard(name, { registry, ...(loggersMax === undefined ? {} : { valuesMax: loggersMax }) });
  }

  override emit(record: LogRecord): void {
    this.#counter.inc({ logger: this.#guard.value("logger", record.name), level: record.levelname.toLowerCase() });
  }
}

/**
 * Counts every record as `log_records_total{logger,level}`. Records of loggers that do not propagate are not seen at the root: call it with
 * such a logger too. A record that no logger lets pass is not counted.
 * @returns how to stop
 */
export function countLogRecords(options: CountLogRecordsOptions = {}): () => void {
  const { registry = register, logger = getLogger() } = options;
  const handler = new CountingHandler(registry, options.loggersMax);
  logger.addHandler(handler);
  return () => {
    logger.removeHandler(handler);
    registry.removeSingleMetric("log_records_total");
  };
}
