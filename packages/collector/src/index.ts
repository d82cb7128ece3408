export {
  type Collector,
  type CollectorOptions,
  type CollectorSnapshot,
  type ReloadResult,
  startCollector,
} from "./collector.js";
export type { ComponentKind, ComponentSnapshot } from "./component-snapshot.js";
export type { BufferConfig } from "./config/buffer-schema.js";
export { type PipelineConfig, pipelineSchema } from "./config/pipeline-schema.js";
export { CollectorError, type CollectorErrorCode, collectorErrorCodes } from "./errors.js";
export type { InputConfig } from "./inputs/definitions.js";
export type { Ingest, IngestBatch, IngestDefaults, IngestFormat, IngestResult } from "./ingest.js";
export { type DeadLetter, type DeadLetterReason, listDeadLetters } from "./outputs/dead-letters.js";
export { type Output, RefusedError, type RefusedLine } from "./outputs/output.js";
export type { OutputConfig } from "./outputs/definitions.js";
export type { CountedMetric } from "./processors/counted-metrics.js";
export type { ProcessorConfig } from "./processors/definitions.js";
export type { ReplayOutcome } from "./outputs/replay.js";
export { askForReplay, replayAnswer } from "./outputs/replay-requests.js";
export { deadLetterDirectory, type ReplayOptions, replayOffline } from "./replay-offline.js";
export { type PipelineTest, pipelineTestSchema } from "./processors/pipeline-test/pipeline-test-schema.js";
export {
  type PipelineTestResult,
  runPipelineTest,
  type TestedPipeline,
} from "./processors/pipeline-test/run-pipeline-test.js";
export type { TestFailure } from "./processors/pipeline-test/check-outcome.js";
