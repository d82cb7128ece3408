export { type Collector, type CollectorOptions, type CollectorSnapshot, startCollector } from "./collector.js";
export type { ComponentKind, ComponentSnapshot, LatencySnapshot } from "./component-snapshot.js";
export {
  type BufferConfig,
  type PipelineConfig,
  pipelineSchema,
  type ProcessorConfig,
} from "./config/pipeline-schema.js";
export { CollectorError, type CollectorErrorCode, collectorErrorCodes } from "./errors.js";
export type { InputConfig } from "./inputs/definitions.js";
export type { Ingest, IngestDefaults, IngestFormat, IngestResult } from "./ingest.js";
export { type Output, RefusedError, type RefusedLine } from "./outputs/output.js";
export type { OutputConfig } from "./outputs/definitions.js";
