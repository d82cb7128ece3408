// Puts inputs, buffer and outputs together.
import { join } from "node:path";
import { getLogger, type Logger } from "@cordwood/logging";
import type { Store } from "@cordwood/store";
import type { ComponentSnapshot } from "./component-snapshot.js";
import type { BufferEvent, BufferOptions } from "./buffer/buffer-options.js";
import { DiskBuffer } from "./buffer/disk-buffer.js";
import { componentId } from "./config/component-name.js";
import type { PipelineConfig } from "./config/pipeline-schema.js";
import type { Ingest } from "./ingest.js";
import { createInput, type InputConfig } from "./inputs/definitions.js";
import { IngestInput } from "./inputs/ingest-input.js";
import type { Input, InputTarget } from "./inputs/input.js";
import { stopTimeoutMs } from "./limits.js";
import { DeadLetters } from "./outputs/dead-letters.js";
import { createOutput } from "./outputs/definitions.js";
import { Delivery } from "./outputs/delivery.js";
import type { Output } from "./outputs/output.js";
import { StoreOutput } from "./outputs/store-output.js";
import { CountedMetrics, type CountedMetric } from "./processors/counted-metrics.js";
import { createProcessor, type ProcessorConfig } from "./processors/definitions.js";
import { ProcessingTarget } from "./processors/processing-target.js";
import { localZone, type Zone } from "./timestamps/zone.js";

/** What a collector does. */
export interface CollectorOptions {
  /** Where the buffer, positions and dead letters lie; created when missing. */
  directory: string;
  /** Paths and patterns of files to follow. @default none */
  files?: readonly string[];
  /** Where records are kept. */
  store?: Pick<Store, "insert">;
  /** Further outputs; each gets every record. @default none */
  outputs?: readonly Output[];
  /** Inputs, processors, buffer and outputs as a configuration names them. @default only HTTP, `files` and the store */
  pipeline?: PipelineConfig;
  /** Bounds of the buffer; they win over those of `pipeline`. */
  buffer?: Pick<BufferOptions, "bytesMax" | "ageMsMax" | "whenFull" | "segmentBytesMax" | "segmentAgeMsMax">;
  /** Zone of timestamps that name none. @default the machine's */
  zone?: Zone;
  /** Service of records that name none; a file's own is its name. */
  service?: string;
  /** Where the collector reports its own doings. @default the logger `cordwood.collector` */
  logger?: Logger;
  /** Time that `close` gives outputs to take what is buffered. @default stopTimeoutMs */
  stopTimeoutMs?: number;
}

/** A running collector. */
export interface Collector extends Ingest {
  /** Stops the inputs, gives outputs a bounded time for what is buffered, and closes; the rest stays on disk. */
  close(): Promise<void>;
  /** Seals what was received so far and resolves when outputs have all of it, or after `timeoutMs`; true when they have. */
  drain(timeoutMs: number): Promise<boolean>;
  /** Numbers of now, for metrics. */
  snapshot(): CollectorSnapshot;
  /** What `count` processors have counted. */
  counted(): CountedMetric[];
}

/** The collector in numbers. */
export interface CollectorSnapshot {
  /** Records received by all inputs, in the buffer durably. */
  receivedRecords: number;
  /** Lines of ingest requests that were rejected. */
  rejectedRecords: number;
  /** Records dropped because the buffer was full or they were too old. */
  droppedRecords: { full: number; age: number };
  /** Records that processors dropped, by the type of the processor. */
  processedAway: Record<string, number>;
  /** Records of each input that are in the buffer; `ingest` are those that came over HTTP. */
  inputs: { name: string; receivedRecords: number }[];
  bufferBytes: number;
  waitingSegments: number;
  outputs: { name: string; healthy: boolean; sentRecords: number; refusedRecords: number; retries: number }[];
  /** Every input, processor and output and the buffer. */
  components: ComponentSnapshot[];
}

/**
 * Opens the buffer, starts outputs and inputs.
 * @throws CollectorError when the buffer in `directory` cannot be opened.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const logger = options.logger ?? getLogger("cordwood.collector");
  const dropped = { full: 0, age: 0 };
  const outputs = outputsOf(options, logger);
  const buffer = await DiskBuffer.open({
    ...bufferOptions(options.pipeline ?? {}),
    ...options.buffer,
    directory: join(options.directory, "segments"),
    consumers: outputs.map(({ name }) => ({ name })),
    onEvent: (event) => {
      if (event.kind === "dropped" && event.reason !== "removed") dropped[event.reason] += event.records;
      report(event, logger);
    },
  });
  const collector = new RunningCollector(options, { buffer, outputs, logger, dropped });
  await collector.start();
  return collector;
}

function outputsOf({ store, outputs = [], pipeline = {} }: CollectorOptions, logger: Logger): Output[] {
  const named = (pipeline.outputs ?? []).map((config, index) =>
    createOutput(config, { id: componentId(config, index), logger }),
  );
  return [...(store === undefined ? [] : [new StoreOutput(store)]), ...outputs, ...named];
}

interface Parts {
  buffer: DiskBuffer;
  outputs: readonly Output[];
  logger: Logger;
  dropped: CollectorSnapshot["droppedRecords"];
}

class RunningCollector implements Collector {
  readonly #options: CollectorOptions;
  readonly #parts: Parts;
  readonly #ingest: IngestInput;
  readonly #inputs: readonly Input[];
  readonly #inputCounts: CollectorSnapshot["inputs"] = [];
  readonly #deliveries: Delivery[];
  readonly #counts = new CountedMetrics();
  #processing: ProcessingTarget | undefined;
  #received = 0;
  #closing: Promise<void> | undefined;

  constructor(options: CollectorOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    const zone = options.zone ?? localZone();
    const { buffer: source, logger, outputs } = parts;
    const deadLetters = new DeadLetters({
      directory: join(options.directory, "dead-letter"),
      logger,
      newChunk: () => source.newChunk(),
    });
    this.#deliveries = outputs.map((output) => new Delivery({ source, output, deadLetters, logger }));
    const target = this.#target(options.pipeline?.processors ?? []);
    this.#ingest = new IngestInput(this.#counted("ingest", target), zone);
    const surroundings = { logger, positions: source.positions, zone };
    this.#inputs = inputConfigs(options).map((config, index) => {
      const id = componentId(config, index);
      return createInput(config, { ...surroundings, id, target: this.#counted(id, target) });
    });
  }

  #counted(name: string, target: InputTarget): InputTarget {
    const counts = { name, receivedRecords: 0 };
    this.#inputCounts.push(counts);
    return {
      append: async (batch, waitMs) => {
        await target.append(batch, waitMs);
        counts.receivedRecords += batch.records;
      },
    };
  }

  #target(processors: readonly ProcessorConfig[]): InputTarget {
    const append = async (...[batch, waitMs]: Parameters<DiskBuffer["append"]>): Promise<void> => {
      await this.#parts.buffer.append(batch, waitMs);
      this.#received += batch.records;
    };
    if (processors.length === 0) return { append };
    const surroundings = { logger: this.#parts.logger, nowMs: () => Date.now(), counted: this.#counts };
    this.#processing = new ProcessingTarget(
      { append },
      processors.map((config, index) => createProcessor(config, { ...surroundings, id: componentId(config, index) })),
    );
    return this.#processing;
  }

  async start(): Promise<void> {
    for (const delivery of this.#deliveries) delivery.start();
    for (const input of this.#inputs) await input.start();
  }

  ingest(...request: Parameters<Ingest["ingest"]>): ReturnType<Ingest["ingest"]> {
    return this.#ingest.ingest(...request);
  }

  ingestRecords(...request: Parameters<Ingest["ingestRecords"]>): ReturnType<Ingest["ingestRecords"]> {
    return this.#ingest.ingestRecords(...request);
  }

  drain(timeoutMs: number): Promise<boolean> {
    return this.#parts.buffer.drain(timeoutMs);
  }

  snapshot(): CollectorSnapshot {
    const { buffer, outputs, dropped } = this.#parts;
    return {
      receivedRecords: this.#received,
      rejectedRecords: this.#ingest.counts.rejected,
      droppedRecords: { ...dropped },
      processedAway: Object.fromEntries(this.#processing?.dropped ?? []),
      inputs: this.#inputCounts.map((counts) => ({ ...counts })),
      bufferBytes: buffer.bytes,
      waitingSegments: buffer.waitingSegments,
      outputs: this.#deliveries.map((delivery, index) => ({
        name: outputs[index]?.name ?? "",
        healthy: delivery.healthy,
        ...delivery.counts,
      })),
      components: this.#components(),
    };
  }

  counted(): CountedMetric[] {
    return this.#counts.snapshot();
  }

  #components(): ComponentSnapshot[] {
    const { buffer, dropped } = this.#parts;
    const inputs = this.#inputCounts.map(({ name, receivedRecords }) =>
      component("input", name, { receivedRecords, sentRecords: receivedRecords }),
    );
    const held = { bufferBytes: buffer.bytes, bufferSegments: buffer.waitingSegments };
    const whole = component("buffer", "buffer", {
      receivedRecords: this.#received,
      sentRecords: this.#received,
      dropped: { ...dropped },
      ...held,
    });
    return [...inputs, whole, ...this.#deliveries.map((delivery) => delivery.component())];
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ingest.stop();
    await Promise.all(this.#inputs.map((input) => input.stop()));
    const { buffer, logger } = this.#parts;
    const drained = await buffer.drain(this.#options.stopTimeoutMs ?? stopTimeoutMs);
    if (!drained) logger.info("%d segments stay in the buffer for the next start", buffer.waitingSegments);
    await buffer.close();
    await Promise.all(this.#deliveries.map((delivery) => delivery.stop()));
  }
}

function component(
  kind: ComponentSnapshot["kind"],
  id: string,
  numbers: Pick<ComponentSnapshot, "receivedRecords" | "sentRecords"> & Partial<ComponentSnapshot>,
): ComponentSnapshot {
  return { id, kind, type: id.replace(/\.\d+$/, ""), dropped: {}, errors: 0, healthy: true, ...numbers };
}

function inputConfigs({ files = [], service, pipeline = {} }: CollectorOptions): InputConfig[] {
  const named = pipeline.inputs ?? [];
  return files.length === 0 ? named : [{ type: "file", paths: [...files], service }, ...named];
}

const answers = { block: "block", drop_oldest: "dropOldest", drop_newest: "dropNewest" } as const;

function bufferOptions({ buffer = {} }: PipelineConfig): Partial<BufferOptions> {
  const { bytes_max: bytesMax, age_max_s: ageMax, when_full: whenFull } = buffer;
  return {
    ...(bytesMax !== undefined && { bytesMax }),
    ...(ageMax !== undefined && { ageMsMax: ageMax * 1000 }),
    ...(whenFull !== undefined && { whenFull: answers[whenFull] }),
  };
}

function report(event: BufferEvent, logger: Logger): void {
  switch (event.kind) {
    case "recovered":
      logger.info("recovered the buffer", { ...event, orphans: event.orphans.join(", ") });
      break;
    case "full":
      logger.warning("the buffer of %s is full: %d of %d bytes", event.output, event.bytes, event.bytesMax);
      break;
    case "room":
      logger.info("the buffer of %s has room again", event.output);
      break;
    case "disk_full":
      logger.error("the disk of the buffer is full, inputs wait until there is room: %s", event.reason);
      break;
    case "disk_ok":
      logger.info("the disk of the buffer has room again");
      break;
    case "failed":
      logger.critical("the buffer failed: %s", event.reason);
      break;
    case "dropped":
      logger.warning("dropped %d records for %s: %s", event.records, event.output, event.reason);
      break;
  }
}
