// What a collector is asked for and answers, and how it is started.
import { mkdir } from "node:fs/promises";
import type { Logger } from "@cordwood/logging";
import { lockDirectory, type RemovedRange, type Store } from "@cordwood/store";
import type { BufferOptions } from "./buffer/buffer-options.js";
import type { ComponentSnapshot } from "./component-snapshot.js";
import type { PipelineConfig } from "./config/pipeline-schema.js";
import type { CollectorError } from "./errors.js";
import type { Ingest } from "./ingest.js";
import type { Output } from "./outputs/output.js";
import type { CountedMetric } from "./processors/counted-metrics.js";
import type { Zone } from "./timestamps/zone.js";
import { RunningCollector } from "./running-collector.js";

/** What a collector works with. */
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
