// Puts inputs, processors, buffer and outputs together.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { getLogger, type Logger } from "@cordwood/logging";
import type { DirectoryLock, RemovedRange } from "@cordwood/store";
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
import { ReplayRequests } from "./outputs/replay-requests.js";
import { type CountedMetric, CountedMetrics } from "./processors/counted-metrics.js";
import { deadLetterDirectory } from "./replay-offline.js";
import { localZone, type Zone } from "./timestamps/zone.js";
import type { Collector, CollectorOptions, CollectorSnapshot, ReloadResult } from "./collector.js";

/** A collector; `start` it before anything else, and `giveUp` when that fails. */
export class RunningCollector implements Collector {
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
