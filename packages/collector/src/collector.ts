// Puts inputs, buffer and outputs together.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { getLogger, type Logger } from "@cordwood/logging";
import { type DirectoryLock, lockDirectory, type RemovedRange, type Store } from "@cordwood/store";
import { AuditChain } from "./audit/audit-chain.js";
import { auditKeyDirectory } from "./audit/signing-key.js";
import { stumps } from "./audit/stump.js";
import type { BufferOptions } from "./buffer/buffer-options.js";
import { DiskBuffer } from "./buffer/disk-buffer.js";
import type { ComponentSnapshot } from "./component-snapshot.js";
import { BufferReport } from "./components/buffer-report.js";
import { CountedTarget } from "./components/counted-target.js";
import { Processing } from "./components/processing.js";
import { RunningInputs } from "./components/running-inputs.js";
import { RunningOutputs } from "./components/running-outputs.js";
import type { PipelineConfig } from "./config/pipeline-schema.js";
import { CollectorError } from "./errors.js";
import type { Ingest } from "./ingest.js";
import type { InputConfig } from "./inputs/definitions.js";
import { IngestInput } from "./inputs/ingest-input.js";
import type { InputTarget } from "./inputs/input.js";
import { auditCloseMs, stopTimeoutMs } from "./limits.js";
import { DeadLetters } from "./outputs/dead-letters.js";
import type { Output } from "./outputs/output.js";
import { ReplayRequests } from "./outputs/replay-requests.js";
import { type CountedMetric, CountedMetrics } from "./processors/counted-metrics.js";
import { deadLetterDirectory } from "./replay-offline.js";
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
  /** Stops the inputs, gives outputs that work a bounded time for what is buffered, and closes; the rest stays on disk. */
  close(): Promise<void>;
  /** Seals what was received so far and resolves when outputs have all of it, or after `timeoutMs`; true when they have. */
  drain(timeoutMs: number): Promise<boolean>;
  /** Numbers of now, for metrics. */
  snapshot(): CollectorSnapshot;
  /** Why nothing more is taken until a restart, when the buffer's disk has failed. */
  failure(): CollectorError | undefined;
  /**
   * Goes over to another pipeline without losing or doubling a record: what is configured as before keeps running,
   * the rest is stopped and started, and processors change between two batches. Answers what has changed.
   * @throws CollectorError when it cannot be; the old pipeline runs on.
   */
  reload(pipeline: PipelineConfig, files?: readonly string[]): Promise<ReloadResult>;
  /** What `count` processors have counted. */
  counted(): CountedMetric[];
  /** Writes signed records that stand for audit records which are about to be removed; true when they are durable. */
  sealRemoval(ranges: readonly RemovedRange[]): Promise<boolean>;
}

/** What has changed with another pipeline. */
export interface ReloadResult {
  /** Ids of inputs and outputs that were started, newly or anew. */
  started: string[];
  /** Ids of those that are no more. */
  stopped: string[];
  /** True when records go through other processors now. */
  processors: boolean;
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
 * @throws CollectorError when the buffer in `directory` cannot be opened or an input cannot start; StoreError
 * `CW_STORE_LOCKED` when another process has the directory.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  await mkdir(options.directory, { recursive: true });
  const collector = new RunningCollector(options, lockDirectory(options.directory));
  try {
    await collector.start();
    return collector;
  } catch (error) {
    await collector.giveUp();
    throw error;
  }
}

class RunningCollector implements Collector {
  readonly #options: CollectorOptions;
  readonly #lock: DirectoryLock;
  readonly #logger: Logger;
  readonly #report: BufferReport;
  readonly #outputs: RunningOutputs;
  readonly #replays: ReplayRequests;
  readonly #processing: Processing;
  readonly #targets = new Map<string, CountedTarget>();
  readonly #counts = new CountedMetrics();
  readonly #ingest: IngestInput;
  readonly #zone: Zone;
  readonly #audit: AuditChain;
  #buffer!: DiskBuffer;
  #inputs: RunningInputs | undefined;
  #received = 0;
  #reloading: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(options: CollectorOptions, lock: DirectoryLock) {
    this.#options = options;
    this.#lock = lock;
    this.#logger = options.logger ?? getLogger("cordwood.collector");
    this.#zone = options.zone ?? localZone();
    this.#report = new BufferReport(this.#logger);
    this.#audit = new AuditChain({ directory: auditKeyDirectory(options.directory), logger: this.#logger });
    const deadLetters = deadLetterDirectory(options.directory);
    const letters = new DeadLetters({
      directory: deadLetters,
      logger: this.#logger,
      newChunk: () => this.#buffer.newChunk(),
    });
    this.#outputs = this.#makeOutputs(letters);
    const deliverTo = this.#outputs.deliverTo.bind(this.#outputs);
    this.#replays = new ReplayRequests({ directory: deadLetters, letters, deliverTo });
    const surroundings = { logger: this.#logger, nowMs: () => Date.now(), counted: this.#counts };
    this.#processing = new Processing({ append: (batch, waitMs) => this.#append(batch, waitMs) }, surroundings);
    this.#ingest = new IngestInput(this.#target("ingest"), this.#zone, () => this.#buffer.positions);
  }

  #makeOutputs(deadLetters: DeadLetters): RunningOutputs {
    const { directory, store, outputs: given = [] } = this.#options;
    return new RunningOutputs({
      deadLetters,
      logger: this.#logger,
      ...(store !== undefined && { store }),
      selectedDirectory: join(directory, "selected"),
      given,
    });
  }

  /** Opens the buffer and starts everything. */
  async start(): Promise<void> {
    const { directory, pipeline = {}, files } = this.#options;
    const outputs = this.#outputs.prepare(pipeline.outputs ?? []);
    const processing = this.#processing.prepare(pipeline.processors ?? []);
    await rm(join(directory, "selected"), { recursive: true, force: true });
    this.#buffer = await DiskBuffer.open({
      ...this.#options.buffer,
      directory: join(directory, "segments"),
      consumers: this.#outputs.consumers(outputs, this.#bounds(pipeline)),
      onEvent: this.#report.hear,
      seal: (batches, positions) => this.#audit.seal(batches, positions),
    });
    this.#audit.start((batch) => this.#buffer.append(batch, auditCloseMs), this.#buffer.positions);
    this.#processing.change(processing);
    this.#inputs = new RunningInputs({
      logger: this.#logger,
      positions: this.#buffer.positions,
      zone: this.#zone,
      counted: this.#counts,
      components: () => this.snapshot().components,
      target: (id) => this.#target(id),
    });
    const inputs = this.#inputs.prepare(this.#inputConfigs(pipeline, files));
    this.#outputs.startChanged(outputs, this.#buffer);
    await this.#inputs.start(inputs);
    this.#replays.start();
  }

  ingest(...request: Parameters<Ingest["ingest"]>): ReturnType<Ingest["ingest"]> {
    return this.#ingest.ingest(...request);
  }

  ingestRecords(...request: Parameters<Ingest["ingestRecords"]>): ReturnType<Ingest["ingestRecords"]> {
    return this.#ingest.ingestRecords(...request);
  }

  drain(timeoutMs: number): Promise<boolean> {
    return this.#buffer.drain(timeoutMs);
  }

  failure(): CollectorError | undefined {
    return this.#buffer.failure;
  }

  counted(): CountedMetric[] {
    return this.#counts.snapshot();
  }

  async sealRemoval(ranges: readonly RemovedRange[]): Promise<boolean> {
    for (const stump of stumps(ranges)) if (!(await this.#audit.write(stump))) return false;
    return true;
  }

  reload(pipeline: PipelineConfig, files: readonly string[] = this.#options.files ?? []): Promise<ReloadResult> {
    const reloaded = this.#reloading.catch(() => {}).then(() => this.#reload(pipeline, files));
    this.#reloading = reloaded;
    return reloaded;
  }

  async #reload(pipeline: PipelineConfig, files: readonly string[]): Promise<ReloadResult> {
    if (this.#closing !== undefined) throw new CollectorError("CW_COLLECTOR_STOPPED", {});
    if (this.#inputs === undefined) throw new CollectorError("CW_COLLECTOR_STOPPED", {});
    const processing = this.#processing.prepare(pipeline.processors ?? []);
    const inputs = this.#inputs.prepare(this.#inputConfigs(pipeline, files));
    // Outputs may hold connections once they are made, so what can fail comes before.
    const outputs = this.#outputs.prepare(pipeline.outputs ?? []);
    await this.#outputs.stopChanged(outputs);
    await this.#buffer.configure(this.#outputs.consumers(outputs, this.#bounds(pipeline)));
    this.#outputs.startChanged(outputs, this.#buffer);
    this.#processing.change(processing);
    await this.#inputs.change(inputs);
    const started = [...inputs.plan.started, ...outputs.plan.started].map(({ id }) => id);
    const stopped = [...inputs.plan.stopped, ...outputs.plan.stopped].filter((id) => !started.includes(id));
    return { started, stopped, processors: processing !== undefined };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ingest.stop();
    await this.#reloading.catch(() => {});
    await this.#inputs?.stop();
    await this.#replays.close();
    await this.#processing.stop();
    await this.#audit.close();
    const timeoutMs = this.#options.stopTimeoutMs ?? stopTimeoutMs;
    const drained = await this.#buffer.drain(timeoutMs, () => this.#outputs.areBusy);
    if (!drained) {
      this.#logger.info("%d segments stay in the buffer for the next start", this.#buffer.waitingSegments);
    }
    await this.#buffer.close();
    await this.#outputs.stop();
    this.#report.close();
    this.#lock.release();
  }

  /** Closes what a start that failed has opened. */
  async giveUp(): Promise<void> {
    await this.#inputs?.stop();
    await this.#processing.stop();
    await (this.#buffer as DiskBuffer | undefined)?.close();
    await this.#outputs.stop();
    this.#report.close();
    this.#lock.release();
  }

  snapshot(): CollectorSnapshot {
    const { full, age } = { full: this.#report.dropped("full"), age: this.#report.dropped("age") };
    return {
      receivedRecords: this.#received,
      rejectedRecords: this.#ingest.counts.rejected,
      droppedRecords: { full, age },
      processedAway: Object.fromEntries(this.#processing.dropped),
      inputs: [...this.#targets.values()].map(({ id, records }) => ({ name: id, receivedRecords: records })),
      bufferBytes: this.#buffer.bytes,
      waitingSegments: this.#buffer.waitingSegments,
      outputs: this.#outputs.deliveries.map((delivery) => ({
        name: delivery.name,
        healthy: delivery.healthy,
        ...delivery.counts,
      })),
      components: this.#components(),
    };
  }

  #components(): ComponentSnapshot[] {
    const held = { bytes: this.#buffer.bytes, segments: this.#buffer.waitingSegments };
    const outputs = this.#outputs.deliveries.map((delivery) => {
      const component = delivery.component();
      return { ...component, dropped: { ...component.dropped, ...this.#report.droppedFor(component.id) } };
    });
    return [
      this.#ingestComponent(),
      ...(this.#inputs?.components() ?? []),
      ...this.#processing.components(),
      this.#report.component(this.#received, held),
      ...outputs,
    ];
  }

  #ingestComponent(): ComponentSnapshot {
    const { records, bytes } = this.#target("ingest");
    const { rejected } = this.#ingest.counts;
    return {
      id: "ingest",
      kind: "input",
      type: "ingest",
      receivedRecords: records + rejected,
      receivedBytes: bytes,
      sentRecords: records,
      dropped: { rejected },
      errors: rejected,
      healthy: true,
    };
  }

  #target(id: string): CountedTarget {
    const target = this.#targets.get(id) ?? new CountedTarget(id, this.#processing);
    this.#targets.set(id, target);
    return target;
  }

  async #append(...[batch, waitMs]: Parameters<InputTarget["append"]>): Promise<void> {
    await this.#buffer.append(this.#processing.routes ? { ...batch, routed: true } : batch, waitMs);
    this.#received += batch.records;
  }

  #bounds({ buffer }: PipelineConfig): PipelineConfig["buffer"] {
    return { ...buffer, ...boundsOf(this.#options.buffer ?? {}) };
  }

  #inputConfigs({ inputs = [] }: PipelineConfig, files: readonly string[] = []): InputConfig[] {
    const { service } = this.#options;
    return files.length === 0 ? inputs : [{ type: "file", paths: [...files], service }, ...inputs];
  }
}

const answers = { block: "block", dropOldest: "drop_oldest", dropNewest: "drop_newest" } as const;

function boundsOf({ bytesMax, ageMsMax, whenFull }: Partial<BufferOptions>): PipelineConfig["buffer"] {
  return {
    ...(bytesMax !== undefined && { bytes_max: bytesMax }),
    ...(ageMsMax !== undefined && { age_max_s: ageMsMax / 1000 }),
    ...(whenFull !== undefined && { when_full: answers[whenFull] }),
  };
}
